/**
 * The Spark job: from inputs to a published mesh.
 *
 * <p>{@link io.citymesh.job.CityRun} is the door. It guarantees that the output does not depend on
 * partitions, cores, retries or the store, and that no step of it collects footprints, points or a
 * mesh on the driver: what arrives there is a record per part and per task, and of lidar a record
 * per file and block; but for a small city ({@link io.citymesh.job.Clusters}).
 *
 * <ol>
 *   <li>{@link io.citymesh.job.Footprints} cleans clusters of footprints in parallel and gives the
 *       buildings their keys.
 *   <li>{@link io.citymesh.job.TilePlan} estimates the cost of each tile, halves those that need
 *       too much memory, and deals the tiles out in {@link io.citymesh.job.Batches batches} of
 *       about equal cost, each what lies below one node of the stitching tree.
 *   <li>Buildings are shuffled to the tiles that they meet, in that order. A partition is a batch.
 *   <li>Each task meshes its tiles one by one, publishes the parts ({@link
 *       io.citymesh.job.Publisher}), stitches what is complete, and passes on the frontiers that
 *       wait for a sibling. With {@code --resume} it first looks for what an earlier run has left
 *       in the output's {@link io.citymesh.job.Work}.
 *   <li>A tree-reduce joins two neighbouring batches at a time until one region is left.
 *   <li>A prefix sum over the parts' counts numbers the vertices, in the manifest alone.
 * </ol>
 */
package io.citymesh.job;
