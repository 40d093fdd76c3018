package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.StitchTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code _work} says of a region, and what a reader makes of anything else. */
class RegionRecordTest {
  /** Magic, version, length, checksum. */
  private static final int HEADER = 20;

  private static final int NODE = 5;
  private static final String KEY = "a".repeat(64);

  private static final RegionRecord REGION = region();
  private static final byte[] BYTES = bytes();

  @TempDir private Path dir;

  private static RegionRecord region() {
    StitchTree tree = SmallCity.tree();
    Stitcher stitcher = new Stitcher(tree, SmallCity.MESH, Terrains.open("flat:3"));
    Stitched made =
        stitcher.core(
            NODE,
            SmallCity.buildings().stream()
                .filter(b -> b.bounds().intersects(tree.rectangle(NODE)))
                .toList());
    return new RegionRecord(
        "a run",
        new StageItem.PartSummary(
            NODE,
            made.part().kind(),
            made.part().vertexCount(),
            made.part().faceCount(),
            made.quality(),
            made.area(),
            made.frontier().edgeCount(),
            made.part().bytes(),
            0.25,
            KEY,
            2,
            false),
        made.frontier());
  }

  private static byte[] bytes() {
    try {
      return REGION.toBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRegionComesBackToTheLastBit() throws IOException {
    RegionRecord read = RegionRecord.read(new ByteArrayInputStream(BYTES), BYTES.length);
    assertArrayEquals(BYTES, read.toBytes());
    assertEquals(REGION.run(), read.run());
    StageItem.PartSummary part = read.part();
    assertEquals(
        new StageItem.PartSummary(
            NODE,
            REGION.part().kind(),
            REGION.part().vertices(),
            REGION.part().faces(),
            part.quality(),
            REGION.part().area(),
            REGION.part().open(),
            REGION.part().bytes(),
            0.25,
            KEY,
            2,
            false),
        part);
    assertArrayEquals(REGION.part().quality().planarHistogram(), part.quality().planarHistogram());
    assertEquals(REGION.part().quality().smallestPlanar(), part.quality().smallestPlanar());
  }

  @Test
  void whatIsCutOrLengthenedIsRefused() {
    for (int length = 0; length < BYTES.length; length += length < 300 ? 1 : 97) {
      byte[] cut = Arrays.copyOf(BYTES, length);
      assertThrows(IOException.class, () -> RegionRecord.of(cut), "cut to " + length);
    }
    assertThrows(IOException.class, () -> RegionRecord.of(Arrays.copyOf(BYTES, BYTES.length + 1)));
    assertThrows(
        IOException.class,
        () -> RegionRecord.read(new ByteArrayInputStream(BYTES), BYTES.length + 1));
    assertThrows(
        IOException.class, () -> RegionRecord.read(new ByteArrayInputStream(BYTES), 1L << 40));
  }

  @Test
  void anyChangedBitIsNoticed() {
    Random random = new Random(14);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = BYTES.clone();
      changed[random.nextInt(BYTES.length)] ^= (byte) (1 << random.nextInt(8));
      assertThrows(IOException.class, () -> RegionRecord.of(changed));
    }
  }

  /**
   * Who knows the checksum can write anything: it is a record, or an error, and takes no memory.
   */
  @Test
  void whatIsForgedIsARecordOrAnError() throws IOException {
    Random random = new Random(10);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] forged = BYTES.clone();
      int at = HEADER + random.nextInt(BYTES.length - HEADER - 8);
      switch (random.nextInt(4)) {
        case 0 -> forged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> ByteBuffer.wrap(forged).putInt(at, Integer.MAX_VALUE - random.nextInt(3));
        case 2 -> ByteBuffer.wrap(forged).putInt(at, -1 - random.nextInt(3));
        default -> ByteBuffer.wrap(forged).putDouble(at, Double.NaN);
      }
      try {
        RegionRecord.of(sealed(forged)).toBytes();
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, refused + " were refused");
  }

  /** The content with the checksum that fits it. */
  private static byte[] sealed(byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, HEADER, content.length - HEADER);
    ByteBuffer.wrap(content).putInt(HEADER - 4, (int) checksum.getValue());
    return content;
  }

  /** Tells that somebody has read it. */
  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;
    private static volatile boolean ran;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      ran = true;
    }
  }

  @Test
  void anObjectThatIsPlantedIsNotRead() throws IOException {
    Work work = Work.in(dir.toString(), new Configuration(false));
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(object)) {
      out.writeObject(new Gadget());
    }
    // As it was once: a checksum, how long the words are, and they.
    ByteBuffer content = ByteBuffer.allocate(4 + object.size());
    content.putInt(object.size()).put(object.toByteArray());
    CRC32C checksum = new CRC32C();
    checksum.update(content.array());
    ByteBuffer file = ByteBuffer.allocate(8 + content.capacity());
    file.putLong(checksum.getValue()).put(content.array());
    Path folder = Files.createDirectories(dir.resolve("_work"));
    Files.write(folder.resolve(NODE + "-" + KEY + ".region"), file.array());
    Files.write(folder.resolve(NODE + "-" + KEY + ".h5"), new byte[0]);
    assertEquals(Optional.empty(), work.find("a run", NODE, KEY));
    assertFalse(Gadget.ran);
  }

  @Test
  void aRegionOfAnotherNodeIsRefused() throws IOException {
    Work work = Work.in(dir.toString(), new Configuration(false));
    Path folder = Files.createDirectories(dir.resolve("_work"));
    for (int node : new int[] {NODE, NODE + 1}) {
      Files.write(folder.resolve(node + "-" + KEY + ".region"), BYTES);
      Files.write(folder.resolve(node + "-" + KEY + ".h5"), new byte[0]);
    }
    assertTrue(work.find("a run", NODE, KEY).isPresent());
    assertEquals(Optional.empty(), work.find("a run", NODE + 1, KEY));
  }

  @Test
  void aFolderInPlaceOfARegionIsRefused() throws IOException {
    Work work = Work.in(dir.toString(), new Configuration(false));
    Path folder = Files.createDirectories(dir.resolve("_work"));
    Files.createDirectory(folder.resolve(NODE + "-" + KEY + ".region"));
    Files.write(folder.resolve(NODE + "-" + KEY + ".h5"), new byte[0]);
    assertEquals(Optional.empty(), work.find("a run", NODE, KEY));
  }
}
