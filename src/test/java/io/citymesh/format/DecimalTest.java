package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of numbers are those of {@link BigDecimal}, and as long as was said. */
class DecimalTest {
  static LongStream numbers() {
    Random random = new Random(1);
    return LongStream.concat(
        LongStream.of(0, 1, 9, 10, 999_999, 1_000_000, 9_999_999, 10_000_000, 1_000_000_000_000L),
        LongStream.range(0, 20).map(i -> random.nextLong() >>> random.nextInt(3, 60)));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void textsAndLengths(long value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteSink out = new ByteSink(bytes);
    out.putDigits(value);
    out.putByte(' ');
    out.putDecimal(value);
    out.putByte(' ');
    out.putDecimal(-value);
    out.flush();
    String decimal = BigDecimal.valueOf(value, 6).toPlainString();
    String negative = BigDecimal.valueOf(-value, 6).toPlainString();
    assertEquals(value + " " + decimal + " " + negative, bytes.toString(StandardCharsets.US_ASCII));
    assertEquals(Long.toString(value).length(), Decimal.digits(value));
    assertEquals(decimal.length(), Decimal.length(value));
    assertEquals(negative.length(), Decimal.length(-value));
  }
}
