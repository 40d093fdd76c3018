package io.citymesh.output;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Where an output lies among the paths that a run reads from and spills to. What is compared is
 * what the paths lead to, through globs, symbolic links and URIs.
 */
public final class OutputPlace {
  private final String out;
  private final Configuration hadoop;
  private final Set<Place> places;

  /**
   * A place that a path leads to.
   *
   * @param path as its file system has it, absolute
   * @param local the same, if it is on a local disk
   */
  private record Place(org.apache.hadoop.fs.Path path, Optional<Path> local) {

    /** Whether this is the other, or lies in it. */
    boolean isIn(Place other) {
      if (local.isPresent() != other.local.isPresent()) {
        return false;
      }
      if (local.isPresent()) {
        return isIn(local.get(), other.local.get());
      }
      for (org.apache.hadoop.fs.Path p = path; p != null; p = p.getParent()) {
        if (p.equals(other.path)) {
          return true;
        }
      }
      return false;
    }

    private static boolean isIn(Path inner, Path outer) {
      for (Path p = inner; p != null; p = p.getParent()) {
        if (p.equals(outer) || isSame(p, outer)) {
          return true;
        }
      }
      return false;
    }

    /** Names may differ in case, or by where a disk is mounted. */
    private static boolean isSame(Path a, Path b) {
      try {
        return Files.isSameFile(a, b);
      } catch (IOException e) { // One does not exist.
        return false;
      }
    }
  }

  /**
   * @param out the output directory; it need not exist
   * @throws UserError if no file system is known for it
   */
  public OutputPlace(String out, Configuration hadoop) {
    this.out = out;
    this.hadoop = hadoop;
    OutputDir.of(out, hadoop);
    this.places = places(out);
  }

  /**
   * Makes sure that the output is none of the inputs, holds none of them, and lies in none.
   *
   * @param option names the inputs, such as {@code --buildings}
   * @param inputs paths, folders or globs; those that lead to nothing are for the readers to tell
   * @throws UserError if it does
   */
  public void requireApart(String option, List<String> inputs) {
    for (String input : inputs) {
      for (Place place : places(input)) {
        for (Place own : places) {
          if (own.isIn(place)) {
            boolean same = place.isIn(own);
            throw clash((same ? " is" : " lies in") + " the input " + option + " " + input);
          }
          if (place.isIn(own)) {
            throw clash(" holds the input " + option + " " + input);
          }
        }
      }
    }
  }

  /**
   * Makes sure that nothing is spilled into the output or into an input, where it would be in the
   * way of whoever reads them.
   *
   * @param directories of {@code --spill-dir}
   * @param inputs paths, folders or globs
   * @throws UserError if one is the output or an input, or lies in it
   */
  public void requireNoSpill(List<String> directories, List<String> inputs) {
    for (String directory : directories) {
      Set<Place> spill = places(directory);
      requireNotIn(directory, spill, "the output " + out, places);
      for (String input : inputs) {
        requireNotIn(directory, spill, "the input " + input, places(input));
      }
    }
  }

  private static void requireNotIn(String directory, Set<Place> spill, String what, Set<Place> in) {
    for (Place place : spill) {
      if (in.stream().anyMatch(place::isIn)) {
        throw new UserError(
            "--spill-dir " + directory + " lies in " + what + ": choose a directory beside it");
      }
    }
  }

  private UserError clash(String how) {
    return new UserError("the output " + out + how + ": choose another --out");
  }

  /** What a path leads to, and, for each symbolic link at its end, the link itself. */
  private Set<Place> places(String path) {
    Set<Place> places = new LinkedHashSet<>();
    try {
      org.apache.hadoop.fs.Path pattern = new org.apache.hadoop.fs.Path(path);
      FileSystem files = pattern.getFileSystem(hadoop);
      List<org.apache.hadoop.fs.Path> found = new ArrayList<>();
      found.add(files.makeQualified(pattern)); // As a name: it may hold what a glob would.
      for (FileStatus match : matches(files, pattern)) {
        found.add(match.getPath());
      }
      for (org.apache.hadoop.fs.Path each : found) {
        if (each.toUri().getScheme().equals("file")) {
          Path local = Path.of(each.toUri().getPath()).normalize();
          for (Path place : List.of(real(local), link(local))) {
            places.add(new Place(new org.apache.hadoop.fs.Path(place.toUri()), Optional.of(place)));
          }
        } else {
          places.add(new Place(canonical(files, each), Optional.empty()));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      return places; // It leads to nothing that could be read or lost.
    }
    return places;
  }

  /**
   * One name for a place that has several: through a mount of another file system, through links,
   * with and without the port that a host is asked at anyway, in capitals or not.
   */
  private org.apache.hadoop.fs.Path canonical(FileSystem files, org.apache.hadoop.fs.Path path)
      throws IOException {
    org.apache.hadoop.fs.Path real = path;
    for (org.apache.hadoop.fs.Path p = path; p != null; p = p.getParent()) {
      if (files.exists(p)) {
        String rest = path.toUri().getPath().substring(p.toUri().getPath().length());
        real = files.resolvePath(p);
        real = rest.isEmpty() ? real : new org.apache.hadoop.fs.Path(real, relative(rest));
        break;
      }
    }
    String service = real.getFileSystem(hadoop).getCanonicalServiceName();
    URI uri = real.toUri();
    String authority = service != null ? service : uri.getAuthority();
    return new org.apache.hadoop.fs.Path(
        uri.getScheme().toLowerCase(Locale.ROOT),
        authority == null ? "" : authority.toLowerCase(Locale.ROOT),
        uri.getPath());
  }

  private static String relative(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** What a glob finds; nothing if it is none, as a name that holds a brace or a bracket. */
  private static FileStatus[] matches(FileSystem files, org.apache.hadoop.fs.Path pattern) {
    try {
      FileStatus[] matches = files.globStatus(pattern);
      return matches == null ? new FileStatus[0] : matches;
    } catch (IOException | IllegalArgumentException e) {
      return new FileStatus[0];
    }
  }

  /** Where a path leads, as far as it exists; the rest as it is. */
  private static Path real(Path path) throws IOException {
    for (Path p = path; p != null; p = p.getParent()) {
      if (Files.exists(p)) {
        return p.toRealPath().resolve(p.relativize(path)).normalize();
      }
    }
    return path;
  }

  /** The same, but for what the last name is a link to. */
  private static Path link(Path path) throws IOException {
    Path parent = path.getParent();
    return parent == null ? path : real(parent).resolve(path.getFileName());
  }
}
