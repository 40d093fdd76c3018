package io.citymesh.terrain;

import io.citymesh.raster.TiffFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version of a raster: the file, those beside it, and what stands for no value in it.
 *
 * @param file on this machine
 * @param version of the file itself
 * @param beside versions of the files that say where the raster lies, if it does not
 * @param noData elevations that stand for no value, beside what the file says
 */
record RasterVersion(
    Path file, TiffFile.Version version, List<TiffFile.Version> beside, List<Double> noData) {
  static RasterVersion of(Path file, List<Double> noData) throws IOException {
    List<TiffFile.Version> beside = new ArrayList<>();
    for (String extension : SideFiles.EXTENSIONS) {
      Optional<Path> other = SideFiles.companion(file, extension);
      if (other.isPresent()) {
        beside.add(TiffFile.Version.of(other.get()));
      }
    }
    return new RasterVersion(file, TiffFile.Version.of(file), beside, noData);
  }
}
