package io.citymesh.sql;

import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.ProcedureCatalog;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A catalog of the procedures {@code build}, {@code check}, {@code inspect} and {@code export},
 * with or without the namespace {@code system}.
 *
 * <pre>{@code
 * SET spark.sql.catalog.citymesh = io.citymesh.sql.CityMeshCatalog;
 * CALL citymesh.system.check(path => 'city');
 * }</pre>
 */
public final class CityMeshCatalog implements ProcedureCatalog {
  private static final List<String> NAMESPACE = List.of("system");

  private String name = "";

  @Override
  public void initialize(String catalog, CaseInsensitiveStringMap options) {
    name = catalog;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String[] defaultNamespace() {
    return NAMESPACE.toArray(String[]::new);
  }

  /** The procedures of a namespace; what Spark asks for from 4.1 on, and 4.0 does not know. */
  @SuppressWarnings("MissingOverride")
  public Identifier[] listProcedures(String[] namespace) {
    List<String> wanted = Arrays.asList(namespace);
    return wanted.isEmpty() || wanted.equals(NAMESPACE)
        ? Procedures.all().stream()
            .map(each -> Identifier.of(NAMESPACE.toArray(String[]::new), each.name()))
            .toArray(Identifier[]::new)
        : new Identifier[0];
  }

  /**
   * The procedure of a name.
   *
   * @throws CityMeshException if there is none
   */
  @Override
  public UnboundProcedure loadProcedure(Identifier procedure) {
    return CityMeshException.guarded(
        () -> {
          List<String> namespace = Arrays.asList(procedure.namespace());
          if (!namespace.isEmpty() && !namespace.equals(NAMESPACE)) {
            throw new UserError(
                String.format(
                    Locale.ROOT,
                    "there is no namespace %s: procedures are in %s.system",
                    String.join(".", namespace),
                    name));
          }
          return Procedures.named(procedure.name());
        });
  }
}
