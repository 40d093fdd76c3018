package io.citymesh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumeReportTest {
  private static VolumeReport report(double source, double buildings) {
    return new VolumeReport(Map.of(VolumeReport.SOURCE, source, VolumeReport.BUILDINGS, buildings));
  }

  @Test
  void differenceOfMoreThanTwoPercentIsANote() {
    assertEquals(List.of(), report(1000, 980).notes());
    assertEquals(List.of(), report(1000, 1020).notes());
    assertEquals(
        List.of(
            "the buildings hold 890 m3, 11.0 % less than the footprints below their highest roofs"
                + " (1,000 m3)"),
        report(1000, 890).notes());
    assertEquals(
        List.of(
            "the buildings hold 1,021 m3, 2.1 % more than the footprints below their highest roofs"
                + " (1,000 m3)"),
        report(1000, 1021).notes());
    assertEquals(List.of(), report(0, 0).notes());
    assertEquals(List.of(), new VolumeReport(Map.of()).notes());
  }

  @Test
  void bothVolumesAreTold() {
    assertEquals(
        List.of(
            "volume below the highest roofs of the footprints 1,000 m3, of the buildings 995 m3"),
        report(1000, 995).lines());
    assertEquals(List.of(), new VolumeReport(Map.of()).lines());
  }
}
