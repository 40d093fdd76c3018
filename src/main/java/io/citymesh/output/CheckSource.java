package io.citymesh.output;

import io.citymesh.report.Manifest;
import java.io.Serializable;

/** Where the steps of a check find the mesh, in any process that they are run in. */
public interface CheckSource extends Serializable {
  /** The output directory. */
  OutputDir directory();

  /** What its manifest says. */
  Manifest manifest();
}
