package io.citymesh.sql;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;

/**
 * What the user can mend, as Spark tells it: an exception with an error class, whose message is the
 * one line that the command line prints. It is an {@link IllegalArgumentException}, which PySpark
 * and Spark Connect know by name, so that it arrives there as what it is.
 */
public final class CityMeshException extends IllegalArgumentException implements SparkThrowable {
  private static final long serialVersionUID = 1L;

  /**
   * The error class: the one that Spark has for an exception with words of its own. A client of
   * Spark Connect knows Spark's own classes alone, and loses the words of any other.
   */
  public static final String CONDITION = "USER_RAISED_EXCEPTION";

  /** The most causes that are looked at. */
  private static final int DEEPEST = 50;

  private CityMeshException(String message, Throwable cause) {
    super(UserError.oneLine(message), cause);
  }

  /** A file of the mesh cannot be read, or holds what cannot be. */
  static CityMeshException damaged(String part, IOException error) {
    return new CityMeshException(
        "the part "
            + part
            + " cannot be read: "
            + error.getMessage()
            + ": if it is damaged, build the city again",
        error);
  }

  /** Does the work; an error that the user can mend becomes an exception of this class. */
  static <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw of(e).map(mendable -> (RuntimeException) mendable).orElse(e);
    } catch (Exception e) { // Spark throws checked exceptions, undeclared.
      Optional<CityMeshException> mendable = of(e);
      if (mendable.isPresent()) {
        throw mendable.get();
      }
      throw e;
    }
  }

  /** The user error that was thrown, or that Spark has wrapped, if it was one. */
  private static Optional<CityMeshException> of(Throwable error) {
    int depth = 0;
    for (Throwable t = error; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
      if (t instanceof CityMeshException known) {
        return Optional.of(known);
      }
      if (t instanceof UserError found) {
        return Optional.of(new CityMeshException(found.getMessage(), error));
      }
    }
    return Optional.empty();
  }

  @Override
  public String getCondition() {
    return CONDITION;
  }

  @Override
  public String getSqlState() {
    return "P0001";
  }

  @Override
  public Map<String, String> getMessageParameters() {
    return Map.of("errorMessage", getMessage());
  }
}
