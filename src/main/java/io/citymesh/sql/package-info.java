/**
 * Spark's own verbs: {@link io.citymesh.sql.CityMeshSource} is the data source {@code citymesh},
 * for Java, Scala, Python, R and SQL alike, in a session of one's own or through Spark Connect.
 *
 * <p>Reading gives the tables of an output, as Data Source V2:
 *
 * <ol>
 *   <li>The driver reads the manifest. {@code tiles} and {@code parts} are in it; {@code buildings}
 *       is the file of that name, read by Spark's own reader.
 *   <li>{@code faces} and {@code vertices} have rows in every part. Which parts can have rows that
 *       a query asks for follows from the parts' rectangles ({@link
 *       io.citymesh.sql.PartSelection}): a seam reaches as far as the parts below it in the
 *       stitching tree. A filter on buildings first asks where they stand.
 *   <li>Each of these parts, or several small ones, is a partition. Its task reads the arrays that
 *       the query needs, decides the conditions ({@link io.citymesh.sql.Condition}), and passes on
 *       batches of columns ({@link io.citymesh.sql.PartReaders}): an executor holds a part for each
 *       task, and the driver none.
 * </ol>
 *
 * <p>Writing builds a city of the rows that are written ({@link io.citymesh.sql.TextBuild}),
 * through {@code CreatableRelationProvider}, the interface of before V2. A {@code BatchWrite} of V2
 * is handed rows inside tasks; a build needs the whole DataFrame, for it runs jobs of its own over
 * it, more than once. V2's own way to be handed a DataFrame, {@code V1Write}, is of no use to
 * {@code DataFrame.write}: to a table with it Spark does not save by path, and without {@code
 * BATCH_WRITE} falls back to this interface, which knows all modes. Spark Connect writes on the
 * server by the same verb, so that it is the same there.
 *
 * <p>The commands are procedures ({@link io.citymesh.sql.CityMeshCatalog}) whose parameters are the
 * options as texts, and whose results are rows that the driver has.
 *
 * <p>What the user can mend is a {@link io.citymesh.sql.CityMeshException}, whose message is the
 * line that the command line prints.
 */
package io.citymesh.sql;
