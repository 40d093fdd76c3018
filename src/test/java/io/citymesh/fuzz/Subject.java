package io.citymesh.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reader whose inputs are damaged. */
public interface Subject {

  /** What it reads, such as {@code GeoJSON}. */
  String name();

  /** Inputs that are whole: each a set of files, by their paths relative to a folder. */
  List<Map<String, byte[]>> seeds();

  /** Of a hundred inputs about this many are for this reader. */
  int share();

  /** Puts right what would hide a damage, such as the checksum of a header. */
  default byte[] repaired(String file, byte[] damaged) {
    return damaged;
  }

  /**
   * Reads a damaged input, as the program does.
   *
   * @param folder holds the files of one of the {@link #seeds}, and nothing else
   * @return what was found to be wrong with it, in the words for the user; empty if all went well
   * @throws io.citymesh.report.UserError if it is refused; anything else is a fault
   */
  Optional<String> read(Path folder) throws Exception;
}
