package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.input.CityInput;
import io.citymesh.report.UserError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class KeptTallyTest {
  /** The values of one field as a column has them; in any order, and over any two files. */
  private static List<Object> column(KeptField.Type type, Object... given) {
    List<Object> result = null;
    for (int cut = 0; cut <= given.length; cut++) {
      KeptTally tally = new KeptTally(List.of("field"));
      KeptTally other = new KeptTally(List.of("field"));
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < given.length; i++) {
        Object value = given[i];
        rows.add((i < cut ? tally : other).row(name -> value));
      }
      tally.add(KeptTally.parse(other.json()));
      List<KeptField> fields = tally.columns();
      assertEquals(List.of(new KeptField("field", type)), fields);
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(KeptField.values(fields, row).get("field")));
      assertTrue(result == null || result.equals(values));
      result = values;
    }
    return result;
  }

  @Test
  void aColumnHasTheTypeThatAllItsValuesHave() {
    assertEquals(Arrays.asList(true, null), column(KeptField.Type.BOOLEAN, true, null));
    assertEquals(
        Arrays.asList(1L, null, Long.MAX_VALUE, -3L),
        column(KeptField.Type.INTEGER, 1, null, Long.MAX_VALUE, BigInteger.valueOf(-3)));
    assertEquals(
        List.of(1.0, 2.5, 2.1, 12.34),
        column(KeptField.Type.NUMBER, 1, 2.5, 2.1f, new BigDecimal("12.34")));
    assertEquals(List.of("shop", ""), column(KeptField.Type.TEXT, "shop", ""));
  }

  @Test
  void whateverIsNothingElseIsText() {
    assertEquals(List.of("1", "2.5", "true", "x"), column(KeptField.Type.TEXT, 1, 2.5, true, "x"));
    assertEquals(Collections.nCopies(2, null), column(KeptField.Type.TEXT, null, null));
    assertEquals(
        List.of("123456789012345678901234567890", "00ff", "2020-01-02T03:04:05Z", "[a, b]"),
        column(
            KeptField.Type.TEXT,
            new BigInteger("123456789012345678901234567890"),
            new byte[] {0, -1},
            Timestamp.from(Instant.parse("2020-01-02T03:04:05Z")),
            CollectionConverters.asScala(List.of("a", "b")).toSeq()));
  }

  /** No digit is lost: 2^53 + 1 is no number of double precision. */
  @Test
  void longIntegersAmongFractionsAreText() {
    assertEquals(
        List.of("9007199254740993", "0.5", "7"),
        column(KeptField.Type.TEXT, 9007199254740993L, 0.5, 7));
  }

  @Test
  void numbersThatAreNotFiniteAreMissing() {
    assertEquals(
        Arrays.asList(null, 0.5, null),
        column(KeptField.Type.NUMBER, Double.NaN, 0.5, Float.POSITIVE_INFINITY));
  }

  @Test
  void nothingIsMadeOfNothing() {
    assertNull(new KeptTally(List.of()).row(name -> "value"));
  }

  @Test
  void fieldsWhoseColumnsDifferInCaseAloneAreAnError() {
    for (List<String> names : List.of(List.of("Year", "year"), List.of("height", "INPUT_HEIGHT"))) {
      UserError error =
          assertThrows(
              UserError.class, () -> new CityInput.Files(List.of("a.geojson"), "", "", names));
      assertTrue(error.getMessage().startsWith("--keep-fields names "), error.getMessage());
    }
    assertEquals(
        List.of("use", "year"),
        new CityInput.Files(List.of("a.geojson"), "", "", List.of("year", "use", "year"))
            .keepFields());
  }
}
