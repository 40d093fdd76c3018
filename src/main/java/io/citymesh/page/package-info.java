/**
 * The report of a run as one page, {@code report.html}, that opens from a disk and asks no network.
 * {@link io.citymesh.page.ReportPage} is the start: a manifest and a stream of buildings in, HTML
 * out. The page's frame, style and program are resources beside this package.
 */
package io.citymesh.page;
