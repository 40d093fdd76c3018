package io.citymesh.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/** Writes and reads {@code manifest.json}. The same manifest always gives the same bytes. */
public final class ManifestFile {
  /** Its name in the output directory. */
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

  /** Writes it into the output directory, replacing an earlier one. */
  public static void write(OutputDir out, Manifest manifest) throws IOException {
    byte[] bytes = toJson(manifest).getBytes(StandardCharsets.UTF_8);
    out.write(NAME, stream -> stream.write(bytes));
  }

  /**
   * Reads it from the output directory.
   *
   * @throws UserError if there is none, or it is not a manifest
   */
  public static Manifest read(OutputDir out) throws IOException {
    try (InputStream in = out.open(NAME)) {
      Manifest manifest = JSON.readValue(in, Manifest.class);
      if (manifest == null || manifest.bounds() == null || manifest.totals() == null) {
        throw new UserError(out + "/" + NAME + ": has no bounds or totals: was the run finished?");
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new UserError(
          out + "/" + NAME + ": is not a manifest of citymesh: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new UserError(
          out + ": has no " + NAME + ": give the directory that a run named with --out", e);
    }
  }

  /** The manifest as JSON text, indented by two spaces, with a line feed at the end. */
  public static String toJson(Manifest manifest) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return JSON.writer(printer).writeValueAsString(manifest) + "\n";
  }
}
