/** Grid, keys, plan, stitching tree. */
package io.citymesh.tile;
