package io.citymesh.sql;

import io.citymesh.option.Option;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A procedure whose parameters are texts, as those of the command line, so that a number may be
 * given as it is. A parameter that is an option has the option's name, with underscores.
 *
 * @param parametersByName in their order, with what they say
 * @param work takes the values that were given, by the names of parameters
 */
record TextProcedure(
    String name,
    String description,
    Map<String, String> parametersByName,
    Function<Map<String, String>, RowsScan.Rows> work)
    implements UnboundProcedure, BoundProcedure {

  /** Some parameters of one's own, then those that are options. */
  static Map<String, String> parameters(Map<String, String> own, List<Option<?>> options) {
    Map<String, String> all = new LinkedHashMap<>(own);
    options.forEach(option -> all.put(parameter(option), option.help()));
    return all;
  }

  /** The parameter that is an option. */
  static String parameter(Option<?> option) {
    return option.name().replace('-', '_');
  }

  @Override
  public BoundProcedure bind(StructType given) {
    return this;
  }

  @Override
  public ProcedureParameter[] parameters() {
    List<ProcedureParameter> all = new ArrayList<>();
    parametersByName.forEach(
        (parameter, words) ->
            all.add(
                ProcedureParameter.in(parameter, DataTypes.StringType)
                    .defaultValue("NULL")
                    .comment(words)
                    .build()));
    return all.toArray(ProcedureParameter[]::new);
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public Iterator<Scan> call(InternalRow given) {
    Map<String, String> values = new LinkedHashMap<>();
    int place = 0;
    for (String parameter : parametersByName.keySet()) {
      if (!given.isNullAt(place)) {
        values.put(parameter.toLowerCase(Locale.ROOT), given.getUTF8String(place).toString());
      }
      place++;
    }
    RowsScan.Rows rows = CityMeshException.guarded(() -> work.apply(values));
    return List.<Scan>of(new RowsScan(rows)).iterator();
  }
}
