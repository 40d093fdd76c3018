package io.citymesh.output;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Writes and reads {@code manifest.json}. The same manifest always gives the same bytes. */
public final class ManifestFile {
  /** The manifest's name in the output directory. */
  public static final String NAME = "manifest.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          // A later version may write more than this one knows.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ManifestFile() {}

  /** Writes a manifest into the output directory, replacing an earlier one. */
  public static void write(OutputDir out, Manifest manifest) throws IOException {
    byte[] bytes = toJson(manifest).getBytes(StandardCharsets.UTF_8);
    out.write(NAME, stream -> stream.write(bytes));
  }

  /**
   * Reads the manifest of an output directory.
   *
   * @throws UserError if there is none, it is not a manifest, or its values make no sense
   */
  public static Manifest read(OutputDir out) throws IOException {
    if (out.local().map(dir -> isOther(dir.resolve(NAME))).orElse(false)) {
      throw new UserError(out + "/" + NAME + ": is no file: give what build has written");
    }
    // By its bytes Jackson would take a damaged one for UTF-32, with words of its own.
    try (Reader in = new InputStreamReader(out.open(NAME), StandardCharsets.UTF_8)) {
      Manifest manifest = JSON.readValue(in, Manifest.class);
      if (manifest == null || manifest.bounds() == null || manifest.totals() == null) {
        throw new UserError(out + "/" + NAME + ": has no bounds or totals: was the run finished?");
      }
      ManifestSense.require(out + "/" + NAME, manifest);
      return manifest;
    } catch (JsonProcessingException e) {
      throw new UserError(
          out
              + "/"
              + NAME
              + ": is not a manifest of citymesh"
              + place(e)
              + ": build the city again",
          e);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new UserError(
          out + ": has no " + NAME + ": give the directory that a run named with --out", e);
    }
  }

  /** Whether a path is a pipe or a device, which may have no end. */
  private static boolean isOther(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  /** The line and column of an error in the JSON text, as far as they are known. */
  private static String place(JsonProcessingException error) {
    String member =
        error instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(
                    step ->
                        step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
                .collect(Collectors.joining("."))
            : "";
    JsonLocation at = error.getLocation();
    String line = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return member.isEmpty() ? line : " at " + member;
  }

  /** The manifest as JSON text, indented by two spaces, with a line feed at the end. */
  public static String toJson(Manifest manifest) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return JSON.writer(printer).writeValueAsString(manifest) + "\n";
  }
}
