package io.citymesh.output;

/** Placeholder. */
public final class MeshCheck {
  private MeshCheck() {}
}
