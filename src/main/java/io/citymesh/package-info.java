/**
 * citymesh: building footprints and a terrain in, one watertight triangle mesh of a whole city out,
 * on Apache Spark.
 */
package io.citymesh;
