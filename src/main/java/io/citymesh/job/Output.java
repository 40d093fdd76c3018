package io.citymesh.job;

import io.citymesh.output.OutputDir;
import io.citymesh.session.HadoopSettings;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The output directory, as tasks reach it.
 *
 * @param out the directory, any Hadoop path
 * @param hadoop to reach it
 * @param deflate zlib's level for the parts, 0 for none
 */
record Output(String out, HadoopSettings hadoop, int deflate) implements Serializable {

  /** The output in this directory. */
  static Output in(String out, Configuration hadoop, int deflate) {
    return new Output(out, new HadoopSettings(hadoop), deflate);
  }

  OutputDir dir() {
    return OutputDir.of(out, hadoop.value());
  }
}
