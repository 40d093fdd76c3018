package io.citymesh.stitch;

import io.citymesh.air.AirPart;
import java.util.Optional;

/**
 * The result of a tile or a stitch: the sealed part, its quality, and the open boundary of the
 * region.
 *
 * @param part the new piece of the mesh
 * @param air the air above it, if it is filled with cells: the levels of its own lines are the
 *     part's vertices, and its triangles the part's first faces
 * @param quality the shape of its triangles
 * @param byZone triangles of ground and roofs by each zone that has a say in the node's rectangle,
 *     in and around it, then elsewhere
 * @param area planar area of its ground and roof faces, square metres
 * @param volume between its ground and roofs and the top of a closed domain, cubic metres; 0 if the
 *     domain is open
 * @param frontier what the next stitch needs
 */
public record Stitched(
    Part part,
    Optional<AirPart> air,
    PartQuality quality,
    long[] byZone,
    double area,
    double volume,
    Frontier frontier) {}
