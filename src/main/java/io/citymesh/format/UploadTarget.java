package io.citymesh.format;

import io.citymesh.output.OutputDir;
import io.citymesh.output.PartUpload;
import io.citymesh.session.Scratch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file on an object store: each piece is a part of one upload, which the driver begins and
 * completes, and cancels if it fails. A piece is written to a scratch file first, for the store
 * wants to know a part's checksum before its bytes, and may want them again.
 */
final class UploadTarget implements TargetFile {
  private final OutputDir out;
  private final PartUpload upload;
  private boolean complete;

  private UploadTarget(OutputDir out, PartUpload upload) {
    this.out = out;
    this.upload = upload;
  }

  static UploadTarget in(OutputDir out, String file) throws IOException {
    return new UploadTarget(out, PartUpload.begin(out, file));
  }

  /** Uploads parts of a file. */
  private record PartWriter(PartUpload upload) implements Writer {
    @Override
    public String write(OutputDir out, Place place, OutputDir.Content content) throws IOException {
      Path piece = Scratch.file("citymesh-piece");
      try {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(piece))) {
          Pieces.write(place, content, stream);
        }
        return upload.put(out, place.number(), piece);
      } finally {
        Files.deleteIfExists(piece);
      }
    }
  }

  @Override
  public Writer writer() {
    return new PartWriter(upload);
  }

  @Override
  public void complete(List<String> receipts) throws IOException {
    upload.complete(out, receipts);
    complete = true;
  }

  @Override
  public void close() throws IOException {
    if (!complete) {
      upload.cancel(out);
    }
  }
}
