package io.citymesh.job;

import io.citymesh.output.OutputDir;
import java.io.Serializable;

/**
 * The file of a part in the output.
 *
 * @param name relative to the output directory
 * @param digest of the part, {@link io.citymesh.store.PartDigest}
 * @param stamp how the file was when the part was put into it
 */
record PublishedFile(String name, String digest, OutputDir.Stamp stamp) implements Serializable {}
