package io.citymesh.remote;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;

/**
 * HDFS in this JVM: a name node and a data node. Its classes are on the class path of the long
 * tests alone, and so are found by their names.
 */
public final class Hdfs implements RemoteStorage {
  private final Object cluster;
  private final URI uri;

  private Hdfs(Object cluster, URI uri) {
    this.cluster = cluster;
    this.uri = uri;
  }

  /**
   * Starts it.
   *
   * @param dir for its blocks
   */
  public static Hdfs start(Path dir) throws Exception {
    Class<?> builder;
    try {
      builder = Class.forName("org.apache.hadoop.hdfs.MiniDFSCluster$Builder");
    } catch (ClassNotFoundException e) {
      Assumptions.abort("HDFS is not on the class path: mvn verify -P slow");
      throw e;
    }
    Configuration hadoop = new Configuration();
    hadoop.set("dfs.datanode.data.dir.perm", "755");
    Object made =
        builder.getConstructor(Configuration.class, File.class).newInstance(hadoop, dir.toFile());
    Object cluster = builder.getMethod("build").invoke(made);
    cluster.getClass().getMethod("waitActive").invoke(cluster);
    return new Hdfs(cluster, (URI) cluster.getClass().getMethod("getURI").invoke(cluster));
  }

  @Override
  public String name() {
    return "HDFS";
  }

  @Override
  public String root() {
    return uri + "/city";
  }

  @Override
  public Map<String, String> properties() {
    return Map.of("dfs.replication", "1");
  }

  @Override
  public void stop() throws Exception {
    cluster.getClass().getMethod("shutdown").invoke(cluster);
  }

  @Override
  public String toString() {
    return name();
  }
}
