package io.citymesh.job;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program in the keys of kept work: SHA-256 over its own classes, in a jar or in a directory. A
 * version's name would not do, because builds between two releases share it.
 */
final class ProgramCode {
  private ProgramCode() {}

  /** The fingerprint of the program's classes. */
  static String fingerprint() {
    CodeSource source = ProgramCode.class.getProtectionDomain().getCodeSource();
    try {
      Path code = Path.of(source.getLocation().toURI());
      if (Files.isDirectory(code)) {
        return of(code);
      }
      try (FileSystem jar = FileSystems.newFileSystem(code)) {
        return of(jar.getPath("/"));
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the program's classes cannot be read: " + source, e);
    }
  }

  private static String of(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("io/citymesh"))) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      List<Path> classes =
          all.filter(path -> path.toString().endsWith(".class"))
              .sorted((a, b) -> a.toString().compareTo(b.toString()))
              .toList();
      for (Path path : classes) {
        sha.update(root.relativize(path).toString().getBytes(StandardCharsets.UTF_8));
        sha.update(Files.readAllBytes(path));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
