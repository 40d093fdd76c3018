package io.citymesh.remote;

import io.citymesh.output.OutputDir;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file system that is reached over the network, for tests; it goes when it is stopped. */
public interface RemoteStorage {

  /** For messages. */
  String name();

  /** A folder that is there. */
  String root();

  /** Hadoop's properties that reach it. */
  Map<String, String> properties();

  /** Sets the properties. */
  default Configuration in(Configuration hadoop) {
    properties().forEach(hadoop::set);
    return hadoop;
  }

  /** The file system. */
  default FileSystem files() throws Exception {
    return new Path(root()).getFileSystem(in(new Configuration()));
  }

  /** An output directory below the root. */
  default OutputDir output(String name) {
    return OutputDir.of(root() + "/" + name, in(new Configuration()));
  }

  /** Puts a file into a folder below the root; the file's path there. */
  default String put(java.nio.file.Path file, String folder) throws Exception {
    Path target = new Path(root() + "/" + folder + "/" + file.getFileName());
    try (OutputStream out = files().create(target, true)) {
      Files.copy(file, out);
    }
    return target.toString();
  }

  /** Ends it. */
  void stop() throws Exception;
}
