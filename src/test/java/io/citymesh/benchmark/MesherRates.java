package io.citymesh.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.mesh.InsertionKernel;
import io.citymesh.mesh.Limits;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.Mesher;
import io.citymesh.mesh.PlanarMesh;
import io.citymesh.mesh.Pslg;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.tinfour.common.Vertex;
import org.tinfour.standard.IncrementalTin;
import org.tinfour.utils.HilbertSort;

/**
 * The JMH kernels behind {@link MesherBenchmark}: single thread, serial collector.
 *
 * <p>A shared machine's clock says little about a program, so each kernel also counts what it made
 * and the CPU time that the whole process spent meanwhile (collector included); the rates in the
 * table are items per CPU-second.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-XX:+UseSerialGC", "-Xms3g", "-Xmx3g"})
@Warmup(iterations = 8, time = 2000, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 1500, timeUnit = TimeUnit.MILLISECONDS)
public class MesherRates {
  static final Path CAMPUS = Path.of("../shared/data/pslg/tud1.pslg");
  static final int POINTS = 1_000_000;

  /** What an iteration made, and the CPU time it took. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Work {
    public long items;
    public long cpuNanos;

    private static final OperatingSystemMXBean PROCESS =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private long startedAt;

    void start() {
      startedAt = PROCESS.getProcessCpuTime();
    }

    void done(long made) {
      cpuNanos += PROCESS.getProcessCpuTime() - startedAt;
      items += made;
    }
  }

  /** One million random points along a Hilbert curve, in both programs' forms. */
  @State(Scope.Benchmark)
  public static class Points {
    final List<Vertex> vertices = new ArrayList<>();
    final double[] xy = new double[2 * POINTS];
    final double[] extent = {0, 0, 1000, 1000};

    @Setup
    public void make() {
      Random random = new Random(1);
      for (int i = 0; i < POINTS; i++) {
        vertices.add(new Vertex(1000 * random.nextDouble(), 1000 * random.nextDouble(), 0, i));
      }
      new HilbertSort().sort(vertices);
      for (int i = 0; i < POINTS; i++) {
        xy[2 * i] = vertices.get(i).getX();
        xy[2 * i + 1] = vertices.get(i).getY();
      }
    }
  }

  /** The outlines of the TU Delft campus. */
  @State(Scope.Benchmark)
  public static class Campus {
    Pslg outlines;

    @Setup
    public void read() {
      outlines = Pslg.read(CAMPUS);
    }

    PlanarMesh mesh(int copies, double size) {
      MeshInput input = outlines.input(copies, 1500, 1800);
      return Mesher.mesh(
          input, Limits.ofSizes(25, size, size), MeshInput.GROUND, MeshInput.OUTSIDE);
    }
  }

  /** The yardstick Y. */
  @Benchmark
  public void tinfourInsertion(Points points, Work work, Blackhole sink) {
    work.start();
    IncrementalTin tin = new IncrementalTin(1.0);
    tin.add(points.vertices, null);
    sink.consume(tin.getBounds());
    tin.dispose();
    work.done(POINTS);
  }

  @Benchmark
  public void insertion(Points points, Work work, Blackhole sink) {
    work.start();
    sink.consume(InsertionKernel.insert(points.xy, points.extent));
    work.done(POINTS);
  }

  @Benchmark
  public void campusAt10(Campus campus, Work work) {
    mesh(campus, work, 1, 10);
  }

  @Benchmark
  public void campusAt5(Campus campus, Work work) {
    mesh(campus, work, 1, 5);
  }

  @Benchmark
  public void campusAt2(Campus campus, Work work) {
    mesh(campus, work, 1, 2);
  }

  @Benchmark
  public void sixteenCopiesAt5(Campus campus, Work work) {
    mesh(campus, work, 4, 5);
  }

  private static void mesh(Campus campus, Work work, int copies, double size) {
    work.start();
    work.done(campus.mesh(copies, size).triangleCount());
  }
}
