package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code NOTICE} and the README say what the program runs with. */
class NoticeTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);

  @Test
  void everyLibraryThatThePomAsksForIsListed() throws Exception {
    String notice = Files.readString(Path.of("NOTICE"));
    String pom = Files.readString(Path.of("pom.xml"));
    String own = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Matcher dependency = DEPENDENCY.matcher(own); dependency.find(); ) {
      String text = dependency.group(1);
      if (!text.contains("<scope>test</scope>")) {
        found++;
        String name =
            text.replaceAll("(?s).*?<artifactId>([^<$]+?)(_\\$[^<]*)?</artifactId>.*", "$1");
        String listed = name.equals("spark-sql") ? "-sql" : name;
        if (!notice.contains("\n  " + listed) && !notice.contains(", " + listed)) {
          missing.add(name);
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found >= 8, found + " libraries");
  }

  @Test
  void theReadmeSaysWhatIsUnderTheLgpl() throws Exception {
    String readme = Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
    assertTrue(readme.contains("under the LGPL 2.1: GeoTools"), "GeoTools");
    assertTrue(readme.contains("laszip4j, for LAZ"), "laszip4j");
  }
}
