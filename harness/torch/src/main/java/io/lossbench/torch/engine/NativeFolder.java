package io.lossbench.torch.engine;

import com.sun.security.auth.module.UnixSystem;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that native libraries are unpacked to and loaded from: of this user or of root, and
 * writable for nobody else. Whoever can write there decides what runs in this process.
 */
final class NativeFolder {
  private static final int ROOT = 0;
  private static final int GROUP_OR_OTHERS = 0077;
  private static final int GROUP_OR_OTHERS_WRITE = 0022;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  /** Start of the name of a file that is there once all libraries are. */
  private static final String MARK = "unpacked-";

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private final Path folder;

  private NativeFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder, made if it is not there.
   *
   * @throws HarnessException if others can write to it or could exchange it, or it cannot be made
   */
  static NativeFolder of(Path folder) {
    return of(folder, POSIX ? new UnixSystem().getUid() : ROOT);
  }

  static NativeFolder of(Path folder, long user) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(Objects.requireNonNull(absolute.getParent()));
      if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
        make(absolute);
      }
      if (POSIX) {
        require(absolute, user);
        // What lies in a folder that nobody else may enter is this user's.
        boolean closed = (attribute(absolute, "unix:mode") & GROUP_OR_OTHERS) == 0;
        try (Stream<Path> all = closed ? Stream.<Path>empty() : Files.walk(absolute)) {
          for (Path path : (Iterable<Path>) all::iterator) {
            require(path, user);
          }
        }
        Path parent = Objects.requireNonNull(absolute.getParent()).toRealPath();
        for (Path above = parent; above != null; above = above.getParent()) {
          requireParent(above, absolute);
        }
      }
      return new NativeFolder(absolute);
    } catch (IOException | UncheckedIOException e) {
      throw new HarnessException(
          "native libraries cannot be kept in "
              + absolute
              + "; set LOSSBENCH_CACHE to a folder of your own",
          e);
    }
  }

  private static void make(Path folder) throws IOException {
    try {
      if (POSIX) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectory(folder);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; what it made is looked at like anything that is there.
    }
  }

  private static void require(Path path, long user) throws IOException {
    long owner = attribute(path, "unix:uid");
    long mode = attribute(path, "unix:mode");
    if (Files.isSymbolicLink(path)) {
      throw refused(path, "it is a symbolic link");
    }
    if (owner != user && owner != ROOT) {
      throw refused(path, "it belongs to another user (" + owner + ")");
    }
    if ((mode & GROUP_OR_OTHERS_WRITE) != 0) {
      throw refused(path, "others may write to it (" + permissions(mode) + ")");
    }
  }

  /**
   * Refuses a folder above in which others could exchange this one; where all may write, only
   * owners may exchange what is theirs.
   */
  private static void requireParent(Path parent, Path folder) throws IOException {
    long mode = attribute(parent, "unix:mode");
    if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
      throw refused(
          folder, "others may exchange it: all may write to " + parent + ", " + permissions(mode));
    }
  }

  private static long attribute(Path path, String name) throws IOException {
    return ((Number) Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS)).longValue();
  }

  private static String permissions(long mode) {
    return "mode " + Long.toOctalString(mode & 07777);
  }

  private static HarnessException refused(Path path, String why) {
    return new HarnessException(
        "native libraries are not loaded from "
            + path
            + ": "
            + why
            + ". Remove it, or set LOSSBENCH_CACHE to a folder of your own that nobody else can"
            + " write to.");
  }

  Path path() {
    return folder;
  }

  /**
   * Refuses a folder that libraries were not unpacked to and cannot be.
   *
   * @throws HarnessException with what to do
   */
  void requireUsable() {
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.noneMatch(path -> path.getFileName().toString().startsWith(MARK))) {
        Files.deleteIfExists(Files.createTempFile(folder, "tmp", ""));
      }
    } catch (IOException | UncheckedIOException e) {
      throw cannotUnpack(e);
    }
  }

  private HarnessException cannotUnpack(Exception cause) {
    return new HarnessException(
        "native libraries cannot be unpacked to "
            + folder
            + "; set LOSSBENCH_CACHE to a folder of your own",
        cause);
  }

  /**
   * Loads the libraries, one process at a time until a first one has unpacked them all: DJL deletes
   * a folder that it finds without the library it looks for, even while another process fills it.
   *
   * @param version of the libraries
   */
  void load(String version, Runnable load) {
    Path mark = folder.resolve(MARK + version);
    Path unpacked = folder.resolve("pytorch");
    if (Files.exists(mark) && Files.isDirectory(unpacked)) {
      load.run();
      return;
    }
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid()) {
        sweep(unpacked);
        load.run();
        Files.writeString(mark, "");
      }
    } catch (IOException e) {
      throw cannotUnpack(e);
    }
  }

  /** Removes what processes left behind that were killed while they unpacked. */
  private static void sweep(Path unpacked) throws IOException {
    if (!Files.isDirectory(unpacked)) {
      return;
    }
    List<Path> halves;
    try (Stream<Path> entries = Files.list(unpacked)) {
      halves = entries.filter(path -> path.getFileName().toString().startsWith("tmp")).toList();
    }
    for (Path half : halves) {
      FolderTree.delete(half);
    }
  }

  /** The folder that DJL's variables, or properties of these names, give; empty without them. */
  static Optional<Path> named() {
    return Stream.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")
        .map(name -> Objects.requireNonNullElse(System.getenv(name), System.getProperty(name, "")))
        .filter(value -> !value.isBlank())
        .findFirst()
        .map(Path::of);
  }
}
