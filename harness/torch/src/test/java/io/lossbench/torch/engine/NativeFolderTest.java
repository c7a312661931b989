package io.lossbench.torch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders that another user could have prepared. */
@DisabledOnOs(OS.WINDOWS)
class NativeFolderTest {
  private static final long SOMEBODY = 4711;
  private final long me = new UnixSystem().getUid();

  @TempDir Path temporary;

  private Path made(String name, String permissions) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void isMadeForItsOwnerAlone() throws IOException {
    Path folder = NativeFolder.of(temporary.resolve("cache/engine")).path();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(NativeFolder.of(folder).path()).isEqualTo(folder);
  }

  @Test
  void aFolderThatTakesNothingIsRefused() throws IOException {
    NativeFolder folder = NativeFolder.of(temporary.resolve("engine"));
    folder.requireUsable();
    assertThat(folder.path()).isEmptyDirectory();
    Files.delete(folder.path());
    assertThatThrownBy(folder::requireUsable)
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith(
            "native libraries cannot be unpacked to "
                + folder.path()
                + "; set LOSSBENCH_CACHE to a folder of your own");
  }

  @Test
  void whereOthersCanWriteNothingIsLoaded() throws IOException {
    for (String permissions : List.of("rwxrwx---", "rwxrwxrwx", "rwx----w-")) {
      Path folder = made(permissions, permissions);
      assertThatThrownBy(() -> NativeFolder.of(folder))
          .isInstanceOf(HarnessException.class)
          .hasMessageStartingWith("native libraries are not loaded from " + folder)
          .hasMessageContaining("others may write to it (mode ")
          .hasMessageEndingWith(
              "Remove it, or set LOSSBENCH_CACHE to a folder of your own that nobody else can"
                  + " write to.");
    }
  }

  @Test
  void anotherUsersFolderIsRefused() throws IOException {
    Path folder = made("planted", "rwxr-xr-x");
    // As root the owner is changed; else the same folder is looked at with another user's eyes.
    long user = me == 0 ? me : SOMEBODY;
    if (me == 0) {
      Files.setAttribute(folder, "unix:uid", (int) SOMEBODY);
    }
    assertThatThrownBy(() -> NativeFolder.of(folder, user))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("it belongs to another user (");
  }

  @Test
  void aLibraryThatOthersCanWriteIsRefusedInAFolderThatTheyCanEnter() throws IOException {
    Path folder = made("open", "rwxr-xr-x");
    Path library = Files.createFile(folder.resolve("libdjl_torch.so"));
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatThrownBy(() -> NativeFolder.of(folder)).hasMessageContaining(library.toString());
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(NativeFolder.of(folder).path()).isEqualTo(folder);
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    Path folder = made("real", "rwx------");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
    assertThatThrownBy(() -> NativeFolder.of(link)).hasMessageContaining("it is a symbolic link");
  }

  @Test
  void aFolderThatOthersCouldExchangeIsRefused() throws IOException {
    Path shared = made("shared", "rwxrwxrwx");
    assertThatThrownBy(() -> NativeFolder.of(shared.resolve("engine")))
        .hasMessageContaining("others may exchange it: all may write to " + shared);
    Files.setAttribute(shared, "unix:mode", 01777);
    assertThat(NativeFolder.of(shared.resolve("engine")).path()).isDirectory();
  }

  @Test
  void aPlaceWhereNoFolderCanBeIsASentence() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> NativeFolder.of(file.resolve("cache/engine")))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("set LOSSBENCH_CACHE to a folder of your own");
  }

  @Test
  void whatAKilledProcessLeftHalfUnpackedGoes() throws IOException {
    NativeFolder folder = NativeFolder.of(temporary.resolve("engine"));
    Path half = Files.createDirectories(folder.path().resolve("pytorch/tmp123"));
    Files.writeString(half.resolve("libtorch.so"), "half");
    Path whole = Files.createDirectory(folder.path().resolve("pytorch/2.7.1"));
    folder.load("2.7.1", () -> assertThat(half).doesNotExist());
    assertThat(whole).isDirectory();
  }

  /** Processes, for a lock is a process's. */
  static final class Unpack {
    private Unpack() {}

    public static void main(String[] arguments) throws IOException {
      Path busy = Path.of(arguments[1]);
      NativeFolder.of(Path.of(arguments[0]))
          .load(
              "1",
              () -> {
                try {
                  if (Files.exists(busy.resolveSibling("done"))) {
                    return;
                  }
                  Files.createDirectory(busy);
                  Thread.sleep(300);
                  Files.createDirectories(Path.of(arguments[0], "pytorch"));
                  Files.createFile(busy.resolveSibling("done"));
                  Files.delete(busy);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }
  }

  @Test
  void processesThatStartAtOnceUnpackOneAfterTheOther() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Unpack.class.getName(),
                  temporary.resolve("cache/engine").toString(),
                  temporary.resolve("busy").toString())
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    try (Stream<Path> left = Files.list(temporary.resolve("cache/engine"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "unpacked-1", "pytorch");
    }
  }
}
