package io.citymesh.sql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The notebook of PySpark, run without Python: the SQL and the options of its cells, by whatever
 * session there is. What it cannot run it does not know, and says so.
 */
final class PySparkNotebook {
  static final Path FILE = Path.of("src/docs/notebook/pyspark.ipynb");

  private static final Pattern STEP =
      Pattern.compile(
          "(?<setting>spark\\.conf\\.set\\(\"(?<key>[^\"]*)\","
              + " \"(?<value>[^\"]*)\"\\))|(?:(?<name>\\w+) ="
              + " )?spark\\.sql\\(\"\"\"(?<sql>.*?)\"\"\"\\)(?:\\.show\\([a-zA-Z=]*\\))?"
              + "|(?<frame>\\w+)\\.write\\.format\\(\"citymesh\"\\)\\.mode\\(\"(?<mode>\\w+)\"\\)"
              + "\\.options\\(\\*\\*(?<options>\\{.*?\\})\\)\\.save\\(\"(?<out>\\w+)\"\\)",
          Pattern.DOTALL);

  /** What only Python needs. */
  private static final Pattern OTHER =
      Pattern.compile(
          "from pyspark\\.sql import SparkSession|spark ="
              + " SparkSession\\.builder\\.getOrCreate\\(\\).*|\\w+\\.show\\(\\)|\\s*");

  private PySparkNotebook() {}

  /**
   * Runs all cells of code, in their order.
   *
   * @param out where the notebook says {@code city}
   * @return the rows of each statement of SQL that is no definition of a table
   */
  static List<List<Row>> run(SparkSession spark, String out) throws IOException {
    Map<String, Dataset<Row>> frames = new HashMap<>();
    List<List<Row>> results = new ArrayList<>();
    for (String code : code()) {
      Matcher step = STEP.matcher(code);
      while (step.find()) {
        if (step.group("setting") != null) {
          spark.conf().set(step.group("key"), step.group("value"));
        } else if (step.group("sql") != null) {
          Dataset<Row> rows = spark.sql(step.group("sql").replace("'city'", "'" + out + "'"));
          if (step.group("name") != null) {
            frames.put(step.group("name"), rows);
          } else if (!step.group("sql").contains("CREATE ")) {
            results.add(rows.collectAsList());
          }
        } else {
          Map<String, String> options =
              new ObjectMapper().readValue(step.group("options"), new TypeReference<>() {});
          frames
              .get(step.group("frame"))
              .write()
              .format("citymesh")
              .mode(step.group("mode"))
              .options(options)
              .save(out);
        }
      }
      for (String line : STEP.matcher(code).replaceAll("").split("\n", -1)) {
        if (!OTHER.matcher(line).matches()) {
          throw new IllegalStateException("nobody runs this line of the notebook: " + line);
        }
      }
    }
    return results;
  }

  private static List<String> code() throws IOException {
    List<String> cells = new ArrayList<>();
    for (JsonNode cell : new ObjectMapper().readTree(FILE.toFile()).get("cells")) {
      if (cell.get("cell_type").asText().equals("code")) {
        if (!cell.get("outputs").isEmpty()) {
          throw new IllegalStateException("a cell has outputs that nobody has seen come");
        }
        StringBuilder text = new StringBuilder();
        cell.get("source").forEach(line -> text.append(line.asText()));
        cells.add(text.toString());
      }
    }
    return cells;
  }
}
