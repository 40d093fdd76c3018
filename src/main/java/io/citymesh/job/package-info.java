/**
 * The Spark job: from inputs to a published mesh.
 *
 * <p>{@link io.citymesh.job.CityRun} is the door. It guarantees that the output does not depend on
 * partitions, cores, retries or the store, and that no step of it collects the city on the driver:
 * what arrives there is a record per part.
 *
 * <ol>
 *   <li>{@link io.citymesh.job.Footprints} cleans clusters of footprints in parallel and numbers
 *       the buildings.
 *   <li>Buildings are shuffled to the tiles that they meet, sorted in the order of the stitching
 *       tree. A partition is a run of tiles in that order.
 *   <li>Each task meshes its tiles one by one, spills the parts to the executor's store, stitches
 *       what is complete, and passes on the frontiers that wait for a sibling. With {@code
 *       --resume} it first looks for what an earlier run has left in the output's {@link
 *       io.citymesh.job.Work}.
 *   <li>A tree-reduce joins two neighbouring runs at a time until one region is left.
 *   <li>A prefix sum over the parts' counts numbers the vertices; each executor publishes the parts
 *       that it holds.
 * </ol>
 */
package io.citymesh.job;
