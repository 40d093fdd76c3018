/** The planar mesher. */
package io.citymesh.mesh;
