package io.citymesh.report;

/**
 * Receives the progress of a run. Called on the driver, by its main thread and by the thread of
 * Spark's listeners: implementations are thread-safe, quick, and never throw.
 */
public interface Progress {

  /**
   * Begins a new step; the step before ends.
   *
   * @param words what is being done, such as {@code meshing tiles}
   */
  void step(String words);

  /**
   * Receives how much of the present step is done. May be called at any rate.
   *
   * @param done how many, 0 to {@code total}; in a step never less than before
   * @param total how many there are; 0 if that is not known
   * @param unit what is counted, in the plural, such as {@code tiles}
   */
  void done(long done, long total, String unit);

  /**
   * Receives the progress of a long piece of the present step. It is shown with {@link #done} until
   * it is replaced or the step ends.
   *
   * @param words such as {@code 12,500 corners that touch take 38 s so far}; empty for nothing
   */
  default void within(String words) {}

  /**
   * Something that the user should know, such as an input's CRS that was overridden.
   *
   * @param line one line
   */
  default void note(String line) {}

  /** The run is over, well or not: the last line is completed. May be called more than once. */
  void finish();

  /** Says nothing: the default of the Java API. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void step(String words) {}

      @Override
      public void done(long done, long total, String unit) {}

      @Override
      public void finish() {}
    };
  }
}
