/** Frontiers, seams. */
package io.citymesh.stitch;
