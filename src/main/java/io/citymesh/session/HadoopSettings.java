package io.citymesh.session;

import java.io.Serializable;
import java.util.HashMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Hadoop's configuration as it travels to the tasks: names and values alone. Spark's {@code
 * SerializableConfiguration} also tells of each of a thousand values where it comes from, each
 * compressed by itself, which takes longer than to write a small file.
 */
public final class HadoopSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> values = new HashMap<>();

  /** In another process it is made when it is first asked for. */
  private transient Configuration configuration;

  /** The values as they are now: what is set later does not travel. */
  public HadoopSettings(Configuration configuration) {
    configuration.forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    this.configuration = configuration;
  }

  /** The configuration. */
  public synchronized Configuration value() {
    if (configuration == null) {
      Configuration made = new Configuration(false);
      values.forEach(made::set);
      configuration = made;
    }
    return configuration;
  }
}
