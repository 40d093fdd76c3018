package io.citymesh.stitch;

/**
 * The result of a tile or a stitch: the sealed part, its quality, and the open boundary of the
 * region.
 *
 * @param part the new piece of the mesh
 * @param quality the shape of its triangles
 * @param area planar area of its ground and roof faces, square metres
 * @param frontier what the next stitch needs
 */
public record Stitched(Part part, PartQuality quality, double area, Frontier frontier) {}
