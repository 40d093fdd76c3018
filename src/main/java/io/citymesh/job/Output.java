package io.citymesh.job;

import io.citymesh.output.OutputDir;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The output directory, as tasks reach it.
 *
 * @param out the directory, any Hadoop path
 * @param hadoop to reach it
 * @param deflate zlib's level for the parts, 0 for none
 */
record Output(String out, SerializableConfiguration hadoop, int deflate) implements Serializable {

  /** The output in this directory. */
  static Output in(String out, Configuration hadoop, int deflate) {
    return new Output(out, new SerializableConfiguration(hadoop), deflate);
  }

  OutputDir dir() {
    return OutputDir.of(out, hadoop.value());
  }
}
