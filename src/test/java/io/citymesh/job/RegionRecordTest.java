package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.AirParts;
import io.citymesh.air.AirQuality;
import io.citymesh.air.Town;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
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
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code _work} says of a region, and what a reader makes of anything else. */
class RegionRecordTest {
  /** Magic, version, and twice length and checksum. */
  private static final int HEADER = 28;

  private static final int NODE = 5;
  private static final String KEY = "a".repeat(64);
  private static final String FILE = Publisher.file("core_1_1", KEY);
  private static final long ID = SmallCity.tree().id(NODE);

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
            tree.id(NODE),
            made.part().kind(),
            made.part().vertexCount(),
            made.part().faceCount(),
            new Manifest.Extent(1, 2, 3, 4),
            made.quality(),
            AirQuality.of(AirParts.above(Town.row(1, 0.1).surface(20), 6, 20)).numbers(),
            made.byZone(),
            made.area(),
            1234.5,
            made.frontier().edgeCount(),
            made.part().bytes(),
            0.25,
            KEY,
            2,
            false,
            new PublishedFile(FILE, "a digest", new OutputDir.Stamp(9, "a time"))),
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
    assertEquals(summary(REGION.part()), summary(part.inRun(NODE, false)));
    RegionRecord.Head head =
        RegionRecord.readHead(
            new ByteArrayInputStream(Arrays.copyOf(BYTES, HEADER + 1200)), BYTES.length);
    assertEquals(REGION.run(), head.run());
    assertEquals(summary(part), summary(head.part()));
    assertArrayEquals(REGION.part().quality().planarHistogram(), part.quality().planarHistogram());
    assertEquals(REGION.part().quality().smallestPlanar(), part.quality().smallestPlanar());
  }

  /** The same part in another file. */
  private static StageItem.PartSummary publishedAs(PublishedFile file) {
    StageItem.PartSummary p = REGION.part();
    return new StageItem.PartSummary(
        p.node(),
        p.id(),
        p.kind(),
        p.vertices(),
        p.faces(),
        p.bounds(),
        p.quality(),
        p.cells(),
        p.byZone(),
        p.area(),
        p.volume(),
        p.open(),
        p.bytes(),
        p.seconds(),
        p.key(),
        p.halvings(),
        p.reused(),
        file);
  }

  /** All but the quality, which is compared by itself. */
  private static List<Object> summary(StageItem.PartSummary p) {
    return List.of(
        p.node(),
        p.id(),
        p.kind(),
        p.vertices(),
        p.faces(),
        p.bounds(),
        Arrays.stream(p.cells()).boxed().toList(),
        p.area(),
        p.volume(),
        p.open(),
        p.bytes(),
        p.seconds(),
        p.key(),
        p.halvings(),
        p.reused(),
        p.file());
  }

  /** A name that leads elsewhere would be deleted there if it held anything else. */
  @Test
  void aPartOutsideTheFolderIsRefused() throws IOException {
    for (String name : List.of("parts/../x.h5", "/etc/passwd", "parts/mine.h5", "")) {
      StageItem.PartSummary elsewhere =
          publishedAs(new PublishedFile(name, "a digest", new OutputDir.Stamp(9, "a time")));
      byte[] bytes = new RegionRecord("a run", elsewhere, REGION.frontier()).toBytes();
      assertThrows(IOException.class, () -> RegionRecord.of(bytes), name);
    }
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

  /** The content with the checksums that fit it. */
  private static byte[] sealed(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int head = bytes.getInt(12);
    bytes.putInt(16, checksum(content, HEADER, head));
    bytes.putInt(24, checksum(content, HEADER + head, content.length - HEADER - head));
    return content;
  }

  private static int checksum(byte[] content, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, from, length);
    return (int) checksum.getValue();
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
    Work work = work();
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
    Files.write(folder.resolve(ID + "-" + KEY + ".region"), file.array());
    assertEquals(Optional.empty(), work.find("a run", NODE, ID, KEY));
    assertFalse(Gadget.ran);
  }

  private Work work() {
    return Work.in(Output.in(dir.toString(), new Configuration(false), 0), false);
  }

  @Test
  void aRegionOfAnotherNodeIsRefused() throws IOException {
    Work work = work();
    Path folder = Files.createDirectories(dir.resolve("_work"));
    Path part = dir.resolve(FILE);
    Files.createDirectories(part.getParent());
    Files.write(part, new byte[9]);
    OutputDir.Stamp stamp = work.output().dir().stamp(FILE).orElseThrow();
    StageItem.PartSummary there = publishedAs(new PublishedFile(FILE, "a digest", stamp));
    byte[] bytes = new RegionRecord("a run", there, REGION.frontier()).toBytes();
    for (long id : new long[] {ID, ID + 1}) {
      Files.write(folder.resolve(id + "-" + KEY + ".region"), bytes);
    }
    assertTrue(work.find("a run", NODE, ID, KEY).isPresent());
    assertEquals(Optional.empty(), work.find("a run", NODE + 1, ID + 1, KEY));
  }

  @Test
  void aFolderInPlaceOfARegionIsRefused() throws IOException {
    Work work = work();
    Path folder = Files.createDirectories(dir.resolve("_work"));
    Files.createDirectory(folder.resolve(ID + "-" + KEY + ".region"));
    assertEquals(Optional.empty(), work.find("a run", NODE, ID, KEY));
  }
}
