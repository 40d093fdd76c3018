package io.citymesh.format;

import java.io.IOException;
import java.util.List;

/**
 * A format of which a mesh of the surface makes one thing and one that is filled with cells
 * another, under the same name.
 *
 * @param surface what is made of a surface
 * @param cells what is made of cells
 */
record SurfaceOrCells(PartFormat surface, PartFormat cells) implements PartFormat {
  private PartFormat of(MeshParts mesh) {
    return mesh.enclosure().isFilled() ? cells : surface;
  }

  @Override
  public String name() {
    return surface.name();
  }

  @Override
  public String extension() {
    return surface.extension();
  }

  @Override
  public String usualName() {
    return surface.usualName();
  }

  @Override
  public List<String> files(String file, MeshParts mesh) {
    return of(mesh).files(file, mesh);
  }

  /** Of the surface: what the cells take is known when the mesh is. */
  @Override
  public double room(double faces) {
    return surface.room(faces);
  }

  @Override
  public boolean dividesBuildings(MeshParts mesh) {
    return of(mesh).dividesBuildings(mesh);
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return of(mesh).origin(mesh);
  }

  @Override
  public int measures(MeshParts mesh) {
    return of(mesh).measures(mesh);
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    return of(part.mesh()).measure(part);
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    return of(mesh).layout(mesh, measures, files);
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    return of(part.mesh()).shares(part);
  }
}
