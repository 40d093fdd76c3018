package io.citymesh.cli;

import io.citymesh.format.MeshParts;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.view.Picture;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code citymesh picture}: a picture of a mesh that was built. It starts no Spark. */
@Command(
    name = "picture",
    description = "Draw a mesh that was built, without a browser.",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false)
final class PictureCommand extends SparkCommand {
  /** Pixels along a side, at most: a picture takes 32 bytes a pixel. */
  private static final int MOST = 4_000;

  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "PNG file that is written")
  private String file;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "1600x1000",
      description = "pixels across and down (default: ${DEFAULT-VALUE})")
  private String size;

  @Option(names = "--map", description = "from above, north up, instead of from the south-west")
  private boolean map;

  @Override
  OptionArguments options() {
    return new OptionArguments(
        List.of(
            OptionTable.OVERWRITE.saying("replace a file that is there"),
            OptionTable.CONF.saying(
                "a property of the mesh's file system, such as"
                    + " spark.hadoop.fs.s3a.endpoint; may be repeated")));
  }

  @Override
  int run(OptionValues given, SparkArguments spark) throws IOException {
    Matcher sides = SIZE.matcher(size);
    if (!sides.matches()
        || Integer.parseInt(sides.group(1)) > MOST
        || Integer.parseInt(sides.group(2)) > MOST) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--size must be width x height in pixels, each at most %d, such as 1600x1000, not"
                  + " '%s'",
              MOST,
              size));
    }
    Preflight.requireMesh(directory);
    OptionCheck.path("--out", file);
    Path target = Path.of(file).toAbsolutePath();
    if (Files.exists(target) && !given.get(OptionTable.OVERWRITE)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--out: there is %s already: choose another name, or replace it with --overwrite",
              file));
    }
    OutputDir out = OutputDir.of(directory, spark.hadoop());
    Progress progress = SparkArguments.progress();
    BufferedImage picture;
    try {
      picture =
          Picture.of(
              out,
              MeshParts.of(ManifestFile.read(out)),
              Integer.parseInt(sides.group(1)),
              Integer.parseInt(sides.group(2)),
              map,
              progress);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new UserError(directory + " is not whole: " + e.getMessage() + " is not there", e);
    } finally {
      progress.finish();
    }
    write(picture, target);
    spec.commandLine().getOut().println(file);
    return ExitCode.COMPLETE;
  }

  /** The file is whole or absent. */
  private void write(BufferedImage picture, Path target) {
    try {
      String name = OutputDir.temporaryName(target.getFileName().toString());
      Path part = target.resolveSibling(name);
      try {
        ImageIO.write(picture, "png", part.toFile());
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UserError(
          String.format(Locale.ROOT, "--out %s cannot be written: %s", file, e.getMessage()), e);
    }
  }
}
