package io.citymesh.output;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.fs.BBPartHandle;
import org.apache.hadoop.fs.BBUploadHandle;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.PartHandle;
import org.apache.hadoop.fs.UploadHandle;

/**
 * A file of an output that several processes upload in parts, on a store that {@linkplain
 * FileSystemTraits#takesParts takes them}. Nothing is seen of it until it is completed; until then
 * the parts take room, so that who begins an upload completes or cancels it.
 *
 * <p>A part may be put more than once: the last counts, and has to have the receipt that completes
 * the file. Receipts of the same bytes are equal (S3: unless it encrypts with a key of KMS).
 *
 * @param file a path relative to the output directory
 * @param handle the upload's name, given by the store
 */
public record PartUpload(String file, String handle) implements Serializable {

  /** Begins an upload; a file that is there stays until it is completed. */
  public static PartUpload begin(OutputDir out, String file) throws IOException {
    try (MultipartUploader uploader = out.uploader()) {
      UploadHandle handle = await(uploader.startUpload(out.hadoopPath(file)));
      return new PartUpload(file, text(handle.bytes()));
    }
  }

  /**
   * Uploads a part.
   *
   * @param number 0 to 9,999, in the order of the file
   * @param content a local file; all parts but the last have 5 MB or more
   * @return a receipt
   */
  public String put(OutputDir out, int number, Path content) throws IOException {
    try (MultipartUploader uploader = out.uploader();
        RewindableStream stream = new RewindableStream(content)) {
      CompletableFuture<PartHandle> put =
          putPart(
              uploader, upload(), number + 1, out.hadoopPath(file), stream, Files.size(content));
      return text(await(put).bytes());
    }
  }

  private static final Method PUT_PART =
      Arrays.stream(MultipartUploader.class.getMethods())
          .filter(method -> method.getName().equals("putPart"))
          .findFirst()
          .orElseThrow();

  /**
   * Calls {@code putPart}, which has another argument from Hadoop 3.4.2 on: whether the part is the
   * last, of interest only where the client encrypts. The program is compiled once for all.
   */
  @SuppressWarnings("unchecked") // Both return the same.
  private static CompletableFuture<PartHandle> putPart(
      MultipartUploader uploader,
      UploadHandle upload,
      int number,
      org.apache.hadoop.fs.Path path,
      InputStream content,
      long length)
      throws IOException {
    try {
      Object put =
          PUT_PART.getParameterCount() == 5
              ? PUT_PART.invoke(uploader, upload, number, path, content, length)
              : PUT_PART.invoke(uploader, upload, number, false, path, content, length);
      return (CompletableFuture<PartHandle>) put;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("uploading a part of " + path + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes it a file, in place of an earlier one.
   *
   * @param receipts of all parts, in their order; one at least
   */
  public void complete(OutputDir out, List<String> receipts) throws IOException {
    Map<Integer, PartHandle> parts = new HashMap<>();
    for (int i = 0; i < receipts.size(); i++) {
      parts.put(i + 1, BBPartHandle.from(bytes(receipts.get(i))));
    }
    try (MultipartUploader uploader = out.uploader()) {
      await(uploader.complete(upload(), out.hadoopPath(file), parts));
    }
  }

  /** Gives it up; its parts go. */
  public void cancel(OutputDir out) throws IOException {
    try (MultipartUploader uploader = out.uploader()) {
      await(uploader.abort(upload(), out.hadoopPath(file)));
    }
  }

  private UploadHandle upload() {
    return BBUploadHandle.from(bytes(handle));
  }

  private static String text(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return Base64.getEncoder().encodeToString(copy);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(text));
  }

  private static <T> T await(CompletableFuture<T> result) throws IOException {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  /** A file that can be read again from a mark, as when a part is sent again. */
  private static final class RewindableStream extends FileInputStream {
    private long mark;

    RewindableStream(Path file) throws IOException {
      super(file.toFile());
    }

    @Override
    public boolean markSupported() {
      return true;
    }

    @Override
    public synchronized void mark(int limit) {
      try {
        mark = getChannel().position();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public synchronized void reset() throws IOException {
      getChannel().position(mark);
    }
  }
}
