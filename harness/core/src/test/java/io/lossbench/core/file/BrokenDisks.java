package io.lossbench.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that are written to disks that become full, break or lose their power at every point: what
 * is there is the old file or the new one, whole, and nothing else is left for long.
 *
 * <p>A subclass lists its files in a static method {@code files}.
 */
@Timeout(300)
public abstract class BrokenDisks {
  @TempDir private Path folder;

  private final FailingFiles disk = new FailingFiles();
  private final DiskFault fault = disk.fault();

  /** Writes into a place. */
  @FunctionalInterface
  public interface Writing {
    void in(Path place) throws IOException;
  }

  /**
   * A file and how it comes about.
   *
   * @param file how its path ends; where several do, they are looked at as one
   * @param old writes what is there before, if anything is
   * @param now writes what shall be there then
   * @param isHelp whether a write that fails is no error, as that of a cache
   * @param step bytes from one full disk to the next: 1 unless the file takes long to make
   */
  public record Written(
      String name, String file, Writing old, Writing now, boolean isHelp, int step) {
    public Written(String name, String file, Writing old, Writing now) {
      this(name, file, old, now, false, 1);
    }

    /** The same as a cache, of which a write that fails is no error. */
    public Written asHelp() {
      return new Written(name, file, old, now, true, step);
    }

    /** The same with disks that are full after each so many bytes. */
    public Written every(int bytes) {
      return new Written(name, file, old, now, isHelp, bytes);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What the next process does in the place that a process left that was killed. */
  protected void goOn(Written written, Path place) throws IOException {
    written.now().in(place);
  }

  private Path place(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  /** What the file holds when nothing goes wrong. */
  private String undisturbed(Written written) throws IOException {
    Path place = place("undisturbed");
    written.old().in(place);
    written.now().in(place);
    String content = content(place, written);
    assertThat(content).isNotEmpty();
    return content;
  }

  /** The file as text, a byte a character; empty if it is not there. */
  private static String content(Path place, Written written) throws IOException {
    StringBuilder content = new StringBuilder();
    try (var all = Files.walk(place)) {
      for (Path file : all.sorted().toList()) {
        if (file.toString().endsWith(written.file())) {
          content.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return content.toString();
  }

  private static List<Path> leftOvers(Path place) throws IOException {
    try (var files = Files.walk(place)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }

  /** Whether all went well this time; if not, the file is whole nevertheless. */
  private boolean attempt(Written written, Path place, String old, String now) throws IOException {
    boolean failed = false;
    try {
      written.now().in(disk.path(place));
    } catch (IOException | RuntimeException e) {
      assertThat(e).hasMessageMatching("(?s).*(Input/output error|No space left on device).*");
      assertThat(written.isHelp()).as("a cache is never a condition").isFalse();
      failed = true;
    }
    assertThat(leftOvers(place)).isEmpty();
    String content = content(place, written);
    // Another file of the same call may have failed after this one was written.
    assertThat(content).isIn(failed || written.isHelp() ? List.of(old, now) : List.of(now));
    return !failed && content.equals(now);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aDiskThatIsFullAfterAnyByteLeavesTheFileWhole(Written written) throws IOException {
    String now = undisturbed(written);
    Path place = place("place");
    written.old().in(place);
    String old = content(place, written);
    int bytes = 0;
    for (fault.fullAfter(0); !attempt(written, place, old, now); fault.fullAfter(bytes)) {
      bytes += written.step();
    }
    assertThat(bytes).isGreaterThanOrEqualTo(now.length() - old.length());
  }

  @ParameterizedTest
  @MethodSource("files")
  void aCallThatFailsLeavesTheFileWhole(Written written) throws IOException {
    String now = undisturbed(written);
    int calls = 0;
    for (boolean reached = true; reached; calls++) {
      Path place = place("place-" + calls);
      written.old().in(place);
      String old = content(place, written);
      fault.failAt(calls);
      attempt(written, place, old, now);
      reached = fault.happened();
    }
    assertThat(calls).as("open, write, force, rename, and all well").isGreaterThanOrEqualTo(5);
  }

  /**
   * Nothing is cleared away then; that is left to the next process, when nobody writes any more.
   */
  @ParameterizedTest
  @MethodSource("files")
  void aProcessThatEndsAtAnyCallLeavesOneOfTheTwo(Written written) throws IOException {
    String now = undisturbed(written);
    int halves = 0;
    String content = "";
    for (int call = 0; !content.equals(now); call++) {
      Path place = place("place-" + call);
      written.old().in(place);
      String old = content(place, written);
      fault.dieAt(call);
      try {
        written.now().in(disk.path(place));
      } catch (IOException | RuntimeException e) {
        assertThat(e).hasMessageContaining("Input/output error");
      }
      fault.heal();
      content = content(place, written);
      assertThat(content).isIn(old, now);
      for (Path half : leftOvers(place)) {
        Instant longAgo = Instant.now().minus(Duration.ofHours(2));
        Files.setLastModifiedTime(half, FileTime.from(longAgo));
        halves++;
      }
      goOn(written, place);
      assertThat(leftOvers(place)).isEmpty();
    }
    assertThat(halves).isPositive();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aDiskThatTakesAFewBytesAtATimeGetsThemAll(Written written) throws IOException {
    String now = undisturbed(written);
    Path place = place("place");
    written.old().in(place);
    fault.writePiecesOf(7);
    written.now().in(disk.path(place));
    assertThat(content(place, written)).isEqualTo(now);
  }
}
