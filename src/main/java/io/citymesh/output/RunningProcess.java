package io.citymesh.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A process, told apart from all others that its system has seen since it was started, so that
 * another on the same system can say whether it is gone. Linux alone tells; elsewhere nothing is
 * known.
 *
 * <p>The name is {@code boot/namespace/pid@start}: what the kernel calls this start of the system,
 * the processes that are seen from here, the process's number, and the tick in which it began.
 */
public final class RunningProcess {
  private static final Path PROC = Path.of("/proc");

  private RunningProcess() {}

  /** This process; empty where the system does not tell. */
  public static String self() {
    try {
      long pid = ProcessHandle.current().pid();
      return system() + "/" + pid + "@" + stat(pid)[START];
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** Whether the process is surely gone; false if that cannot be told from here. */
  public static boolean isGone(String process) {
    int slash = process.lastIndexOf('/');
    int at = process.indexOf('@', slash + 1);
    try {
      if (slash < 0 || at < 0 || !process.substring(0, slash).equals(system())) {
        return false;
      }
      String[] stat = stat(Long.parseLong(process.substring(slash + 1, at)));
      boolean dead = stat[STATE].equals("Z") || stat[STATE].equals("X");
      return dead || !stat[START].equals(process.substring(at + 1));
    } catch (NoSuchFileException e) {
      return Files.exists(PROC.resolve("1/stat")); // Else the system hides what others run.
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static String system() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip()
        + "/"
        + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
  }

  /** Fields of {@code stat}, counted from the one after the program's name: proc(5). */
  private static final int STATE = 0;

  private static final int START = 19;

  private static String[] stat(long pid) throws IOException {
    String line = Files.readString(PROC.resolve(pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }
}
