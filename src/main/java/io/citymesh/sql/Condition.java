package io.citymesh.sql;

import io.citymesh.report.Manifest;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * A condition on one column that the reader of parts decides itself, row by row, as Spark would; of
 * some columns it also says which parts can have no such row.
 *
 * @param column its name
 * @param test what is asked of its value
 * @param values what the value is compared with: any number for {@link Test#ONE_OF}, one for
 *     comparisons, none for the others; texts, or numbers
 */
record Condition(String column, Test test, List<Object> values) implements Serializable {

  /** What is asked of a value. */
  enum Test {
    ONE_OF("in"),
    BELOW("<"),
    AT_MOST("<="),
    ABOVE(">"),
    AT_LEAST(">="),
    NULL("is null"),
    NOT_NULL("is not null");

    private final String words;

    Test(String words) {
      this.words = words;
    }
  }

  /** The condition that a filter of Spark's is, if it is one of these. */
  static Optional<Condition> of(Filter filter) {
    if (filter instanceof EqualTo f) {
      return decided(f.attribute(), Test.ONE_OF, f.value());
    }
    if (filter instanceof In f) {
      return decided(f.attribute(), Test.ONE_OF, f.values());
    }
    if (filter instanceof EqualNullSafe f && f.value() != null) {
      return decided(f.attribute(), Test.ONE_OF, f.value());
    }
    if (filter instanceof LessThan f) {
      return decided(f.attribute(), Test.BELOW, f.value());
    }
    if (filter instanceof LessThanOrEqual f) {
      return decided(f.attribute(), Test.AT_MOST, f.value());
    }
    if (filter instanceof GreaterThan f) {
      return decided(f.attribute(), Test.ABOVE, f.value());
    }
    if (filter instanceof GreaterThanOrEqual f) {
      return decided(f.attribute(), Test.AT_LEAST, f.value());
    }
    if (filter instanceof IsNull f) {
      return decided(f.attribute(), Test.NULL);
    }
    if (filter instanceof IsNotNull f) {
      return decided(f.attribute(), Test.NOT_NULL);
    }
    return Optional.empty();
  }

  /** Nothing equals null. */
  private static Optional<Condition> decided(String column, Test test, Object... values) {
    List<Object> known = Arrays.stream(values).filter(Objects::nonNull).toList();
    return Optional.of(new Condition(column, test, known)).filter(Condition::isDecided);
  }

  /** Whether readers decide it as Spark would; all else is left to Spark. */
  private boolean isDecided() {
    boolean comparison = test != Test.ONE_OF && test != Test.NULL && test != Test.NOT_NULL;
    if (comparison && values.isEmpty()) {
      return false;
    }
    return switch (column) {
      case "part" -> (test == Test.ONE_OF || test == Test.NOT_NULL) && all(String.class);
      case "kind" -> all(Integer.class);
      case "building" -> all(Long.class);
      case "xmin", "ymin", "xmax", "ymax", "x", "y" -> all(Double.class);
      default -> false;
    };
  }

  private boolean all(Class<?> type) {
    return values.stream().allMatch(type::isInstance);
  }

  /**
   * Keeps those of some rows that fulfil it.
   *
   * @param values of its column, in the order of the rows
   * @param rows of which those that are kept move to the front
   * @return how many are kept
   */
  int keep(ColumnVector values, int[] rows, int count) {
    boolean wanted = test == Test.NULL;
    boolean any = test == Test.NULL || test == Test.NOT_NULL;
    IntPredicate holds = any ? row -> true : holds(values);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (values.isNullAt(i) == wanted && holds.test(i)) {
        rows[kept++] = rows[i];
      }
    }
    return kept;
  }

  private IntPredicate holds(ColumnVector column) {
    if (column.dataType() instanceof DoubleType) {
      return i -> holds(column.getDouble(i));
    }
    if (column.dataType() instanceof LongType) {
      return i -> holds(column.getLong(i));
    }
    return i -> holds(column.getInt(i));
  }

  private boolean holds(double value) {
    if (test != Test.ONE_OF) {
      return agrees(compare(value, (Double) values.get(0)));
    }
    for (Object one : values) {
      if (compare(value, (Double) one) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(long value) {
    if (test != Test.ONE_OF) {
      return agrees(Long.compare(value, ((Number) values.get(0)).longValue()));
    }
    for (Object one : values) {
      if (value == ((Number) one).longValue()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value compares with the only one of the condition as it is to. */
  private boolean agrees(int comparison) {
    return switch (test) {
      case BELOW -> comparison < 0;
      case AT_MOST -> comparison <= 0;
      case ABOVE -> comparison > 0;
      case AT_LEAST -> comparison >= 0;
      default -> throw new IllegalStateException(test + " is no comparison");
    };
  }

  /** As Spark orders numbers: zeros are equal, and what is no number is the largest. */
  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }

  /**
   * Whether a part can have a row that fulfils it.
   *
   * @param name of the part
   * @param extent a rectangle that holds all its rows
   */
  boolean canHoldIn(String name, Manifest.Extent extent) {
    return switch (column) {
      case "part" -> test != Test.ONE_OF || values.contains(name);
      case "x", "xmin", "xmax" -> canHoldBetween(extent.xmin(), extent.xmax());
      case "y", "ymin", "ymax" -> canHoldBetween(extent.ymin(), extent.ymax());
      default -> true;
    };
  }

  private boolean canHoldBetween(double low, double high) {
    return switch (test) {
      case ONE_OF ->
          values.stream()
              .mapToDouble(Double.class::cast)
              .anyMatch(one -> compare(one, low) >= 0 && compare(one, high) <= 0);
      case BELOW, AT_MOST -> holds(low);
      case ABOVE, AT_LEAST -> holds(high);
      case NULL -> false;
      case NOT_NULL -> true;
    };
  }

  /** Whether the parts that {@link #canHoldIn} have only rows that fulfil it. */
  boolean isOfParts() {
    return column.equals("part");
  }

  /** Whether only some buildings fulfil it, which it names by their keys. */
  boolean namesBuildings() {
    return column.equals("building") && test == Test.ONE_OF;
  }

  /** As a plan shows it. */
  @Override
  public String toString() {
    return switch (test) {
      case ONE_OF -> column + (values.size() == 1 ? " = " + values.get(0) : " in " + values);
      case NULL, NOT_NULL -> column + " " + test.words;
      default -> column + " " + test.words + " " + values.get(0);
    };
  }
}
