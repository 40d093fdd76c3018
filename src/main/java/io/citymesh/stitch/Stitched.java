package io.citymesh.stitch;

/**
 * The result of a tile or a stitch: the sealed part, its quality, and the open boundary of the
 * region.
 *
 * @param part the new piece of the mesh
 * @param quality the shape of its triangles
 * @param area planar area of its ground and roof faces, square metres
 * @param volume between its ground and roofs and the top of a closed domain, cubic metres; 0 if the
 *     domain is open
 * @param frontier what the next stitch needs
 */
public record Stitched(
    Part part, PartQuality quality, double area, double volume, Frontier frontier) {}
