package io.citymesh.format;

import io.citymesh.store.Hdf5Skeleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An HDF5 file whose datasets are sections of a layout. */
final class Hdf5Layout {
  private final List<Hdf5Skeleton.Dataset> datasets = new ArrayList<>();
  private final List<List<Layout.Section>> sections = new ArrayList<>();

  /**
   * Adds a dataset.
   *
   * @param path with its groups
   * @param columns numbers a row
   * @param stretches its bytes
   */
  Hdf5Layout dataset(
      String path, Hdf5Skeleton.Number type, long rows, int columns, Layout.Section... stretches) {
    Hdf5Skeleton.Dataset dataset = new Hdf5Skeleton.Dataset(path, type, rows, columns);
    long length = Arrays.stream(stretches).mapToLong(Layout.Section::length).sum();
    if (dataset.length() != length) {
      throw new IllegalArgumentException(
          path + " has " + dataset.length() + " bytes, its sections " + length);
    }
    datasets.add(dataset);
    sections.add(List.of(stretches));
    return this;
  }

  /**
   * The file.
   *
   * @param attributes by the path of their group, then by name
   */
  Layout layout(Map<String, Map<String, Object>> attributes) throws IOException {
    List<Layout.Section> all = new ArrayList<>();
    for (Hdf5Skeleton.Stretch stretch : Hdf5Skeleton.of(attributes, datasets)) {
      if (stretch.dataset() < 0) {
        all.add(new Layout.Fixed(stretch.bytes()));
      } else {
        all.addAll(sections.get(stretch.dataset()));
      }
    }
    return new Layout(all);
  }
}
