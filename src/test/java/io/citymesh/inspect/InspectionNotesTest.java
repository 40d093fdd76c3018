package io.citymesh.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.crs.Georeference;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.input.PointInput;
import io.citymesh.report.Inspection;
import io.citymesh.report.UserError;
import io.citymesh.vector.FieldValues;
import io.citymesh.vector.InputReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said of inputs, without any input. */
class InspectionNotesTest {
  private final List<String> heard = new ArrayList<>();
  private final InspectionNotes notes = new InspectionNotes(heard::add);

  private static CityInput input(HeightFields fields, OptionalDouble buildingHeight) {
    return new CityInput(
        new CityInput.Files(List.of("a.geojson"), "", ""),
        "flat:0",
        PointInput.NONE,
        fields,
        buildingHeight,
        Optional.empty(),
        50,
        Georeference.AS_READ);
  }

  private static CityInput input() {
    return input(HeightFields.NONE, OptionalDouble.empty());
  }

  /** A file of ten footprints with one field. */
  private static List<InputReport> inputs(FieldValues field) {
    return List.of(
        new InputReport(
            List.of("a.geojson"),
            "GeoJSON",
            "EPSG:28992",
            Optional.of(new Bounds(0, 0, 100, 100)),
            10,
            10,
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            List.of(field)));
  }

  private static FieldValues field(String name, long valid, long comma) {
    return new FieldValues(
        name, valid, 10 - valid - comma, comma, comma, 0, 0, 3, 5, 9, comma > 0 ? "7,5" : "");
  }

  @Test
  void adviceIsGivenOnceAndHeardOnce() {
    notes.advice("mind the gap");
    notes.advice("mind the gap");
    assertEquals(List.of("mind the gap"), heard);
    assertEquals(List.of("mind the gap"), notes.inspection().advice());
    assertTrue(notes.inspection().ready());
  }

  @Test
  void whatACheckOfARunThrowsIsAnObstacle() {
    notes.check(
        () -> {
          throw new UserError("no ground: name it");
        });
    assertEquals(List.of("no ground: name it"), notes.inspection().obstacles());
    assertFalse(notes.inspection().ready());
    assertEquals(List.of(), heard);
  }

  @Test
  void coverageStandsBelowWhatItIsPartOf() {
    PlaceNotes place = new PlaceNotes(input(), notes);
    Bounds footprints = new Bounds(0, 0, 100, 100);
    place.together("EPSG:28992", Optional.of(footprints), Sides.of(footprints.grow(50)));
    place.covered(
        "points", footprints, List.of(new Bounds(-9, -9, 50, 50), new Bounds(50, 0, 100, 50)));
    Inspection inspection = notes.inspection();
    assertEquals(1, inspection.sections().size());
    assertEquals("together", inspection.sections().get(0).title());
    List<Inspection.Line> lines = inspection.sections().get(0).lines();
    assertEquals(
        new Inspection.Line("points", "over 50.0% of the footprints' extent"),
        lines.get(lines.size() - 1));
    assertEquals(1, heard.size());
    assertTrue(heard.get(0).startsWith("The points cover only 50.0% of the"), heard.get(0));
  }

  @Test
  void aNamedFieldWithoutAnyHeightStandsInTheWayUnlessHeightsFollow() {
    HeightFields named = new HeightFields("hoogte", "", "");
    new FieldNotes(input(named, OptionalDouble.empty()), notes)
        .heights(inputs(field("hoogte", 0, 4)));
    assertEquals(0, notes.inspection().obstacles().size(), "texts are no numbers to judge by");
    assertTrue(heard.get(0).contains("4 texts with a decimal comma"), heard.toString());
    InspectionNotes others = new InspectionNotes(words -> {});
    FieldValues low = new FieldValues("hoogte", 0, 0, 0, 0, 4, 6, 0.1, Double.NaN, 0.4, "");
    new FieldNotes(input(named, OptionalDouble.empty()), others).heights(inputs(low));
    assertEquals(1, others.inspection().obstacles().size());
    InspectionNotes helped = new InspectionNotes(words -> {});
    new FieldNotes(input(named, OptionalDouble.of(9)), helped).heights(inputs(low));
    assertTrue(helped.inspection().ready());
  }

  @Test
  void aFieldThatMayHoldHeightsIsSuggested() {
    new FieldNotes(input(), notes).heights(inputs(field("roof_height", 8, 0)));
    assertEquals(1, heard.size());
    assertTrue(heard.get(0).contains("roof_height"), heard.get(0));
    new FieldNotes(input(), notes).heights(inputs(field("year", 8, 0)));
    assertEquals(1, heard.size());
  }

  @Test
  void numbersAreShort() {
    assertEquals("1,234 walls", Words.count(1234, "wall"));
    assertEquals("1 wall", Words.count(1, "wall"));
    assertEquals("0.1235", Words.number(0.123456));
    assertEquals("12.3", Words.number(12.34));
    assertEquals("1234", Words.number(1234.4));
    assertEquals("", Words.number(Double.POSITIVE_INFINITY));
    assertEquals("0%", Words.percent(0));
    assertEquals("100%", Words.percent(0.9999));
    assertEquals("/a/b.tif", Words.path("file:///a/b.tif"));
  }
}
