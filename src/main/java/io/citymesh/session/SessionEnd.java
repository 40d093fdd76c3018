package io.citymesh.session;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * Drops what this process keeps for a session ({@link SessionState}) when the session ends. The
 * process of an executor ends with it.
 */
public final class SessionEnd extends SparkListener {
  private static final SessionState<AtomicBoolean> LISTENING =
      new SessionState<>(AtomicBoolean::new, any -> {});

  private SessionEnd() {}

  /** Listens to this context, once. */
  public static void await(SparkContext context) {
    if (!LISTENING.get().getAndSet(true)) {
      context.addSparkListener(new SessionEnd());
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    SessionState.endSession();
  }
}
