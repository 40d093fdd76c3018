package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.job.ThreadMeshing;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small twin of {@link DomainBenchmark}. */
class DomainBenchmarkTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void asManyFacesAsExpectedInEachOfTwoTurns() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 3);
    OptionValues values =
        new OptionValues()
            .set("buildings", List.of(city.buildings().toString()))
            .set("terrain", List.of("flat:5"))
            .set("height-field", List.of(DemoCity.HEIGHT_FIELD))
            .set("domain", List.of("round"))
            .set("max-size", List.of("60"))
            .set("building-size", List.of("60"))
            .set(OptionTable.OUT, dir.resolve("out").toString());
    OptionValues byPlace =
        new OptionValues().setAll(values).set("refine", List.of("84430,446280,84530,446380:2"));
    List<DomainBenchmark.Outcome> found =
        DomainBenchmark.measure(
            spark(),
            List.of(
                new DomainBenchmark.Case("by place", byPlace),
                new DomainBenchmark.Case("even", values)),
            0,
            2);
    DomainBenchmark.Outcome placed = found.get(0);
    ThreadMeshing.Result first = placed.turns().get(0);
    ThreadMeshing.Result second = placed.last();
    assertEquals(first.faces(), second.faces());
    assertEquals(Set.of(2.0, 60.0), second.bySize().keySet());
    assertEquals(1, second.faces() / placed.expected(), 0.1);
    assertEquals(0, second.below());
    ThreadMeshing.Result even = found.get(1).last();
    assertEquals(Set.of(60.0), even.bySize().keySet());
    assertTrue(even.faces() < second.faces());
    List<Double> ratios = DomainBenchmark.ratios(placed, found.get(1));
    assertEquals(2, ratios.size());
    assertTrue(ratios.stream().allMatch(ratio -> ratio > 0 && ratio < 1e3), ratios.toString());
  }
}
