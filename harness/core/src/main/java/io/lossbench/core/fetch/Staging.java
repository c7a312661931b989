package io.lossbench.core.fetch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.FolderTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A hidden folder that an archive is unpacked into. What is in it moves to its place when the
 * archive proved whole; what a killed process left in it is thrown away by the next.
 */
final class Staging implements AutoCloseable {
  /** What the file systems of Linux and macOS allow. */
  private static final int MAX_NAME_BYTES = 255;

  private final Path archive;
  private final Path root;
  private final Path folder;
  private final List<UnpackedNote.Content> files = new ArrayList<>();

  /**
   * Makes the folder.
   *
   * @param root where the content goes in the end
   */
  Staging(Path archive, Path root) {
    this.archive = archive;
    this.root = root;
    this.folder = root.resolve("." + archive.getFileName() + ".unpacking");
    try {
      Files.createDirectories(root);
      FolderTree.delete(folder);
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw Disk.cannotWrite(folder, e);
    }
  }

  void add(ArchiveEntries.Entry entry, Room room) throws IOException {
    Path target = target(entry.name());
    if (entry.isFolder()) {
      createFolder(target);
      return;
    }
    createFolder(Objects.requireNonNull(target.getParent()));
    room.require(entry.size());
    files.add(
        new UnpackedNote.Content(copy(entry, target, room), folder.relativize(target).toString()));
  }

  private Path target(String name) {
    try {
      Path target = folder.resolve(name.replace('\\', '/')).normalize();
      if (name.isEmpty() || !target.startsWith(folder) || name.startsWith("/")) {
        throw Unpacker.refused(archive, "'" + name + "' leaves the folder");
      }
      if (target.equals(folder) || name.chars().anyMatch(Character::isISOControl)) {
        return name.endsWith("/") && target.equals(folder) ? target : noName(name);
      }
      for (Path part : folder.relativize(target)) {
        int bytes = part.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_NAME_BYTES) {
          throw Unpacker.refused(
              archive,
              "the name '"
                  + part.toString().substring(0, 40)
                  + "...' has "
                  + bytes
                  + " bytes; file systems allow "
                  + MAX_NAME_BYTES);
        }
      }
      return target;
    } catch (InvalidPathException e) {
      return noName(name);
    }
  }

  private Path noName(String name) {
    throw Unpacker.refused(archive, "'" + name.replaceAll("\\p{Cntrl}", "?") + "' is no file name");
  }

  private void createFolder(Path target) {
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      for (Path at = target; at != null && !at.equals(folder); at = at.getParent()) {
        if (Files.isRegularFile(at)) {
          String file = folder.relativize(at).toString();
          throw Unpacker.refused(archive, "'" + file + "' is a file and a folder in it");
        }
      }
      throw Disk.cannotWrite(target, e);
    }
  }

  private long copy(ArchiveEntries.Entry entry, Path target, Room room) throws IOException {
    long copied = 0;
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = create(target, entry.name())) {
      for (int n = entry.content().read(buffer); n >= 0; n = entry.content().read(buffer)) {
        copied += n;
        room.take(n);
        try {
          out.write(buffer, 0, n);
        } catch (IOException e) {
          throw Disk.cannotWrite(target, e);
        }
      }
    }
    return copied;
  }

  private OutputStream create(Path target, String name) {
    try {
      return Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw Unpacker.refused(
          archive,
          Files.isDirectory(target)
              ? "'" + name + "' is a file and a folder in it"
              : "'" + name + "' is in it twice");
    } catch (IOException e) {
      throw Disk.cannotWrite(target, e);
    }
  }

  /** Moves everything to its place; nothing moves if anything stands in the way. */
  List<UnpackedNote.Content> settle() {
    try {
      requireWay(folder, root);
      move(folder, root);
      return List.copyOf(files);
    } catch (IOException e) {
      throw Disk.cannotWrite(root, e);
    }
  }

  private void requireWay(Path from, Path to) throws IOException {
    for (Path each : children(from)) {
      Path target = to.resolve(each.getFileName());
      if (Files.isSymbolicLink(target)) {
        throw Unpacker.refused(
            archive, "'" + folder.relativize(each) + "' leads through the link " + target);
      }
      boolean isFolder = Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS);
      if (Files.exists(target) && isFolder != Files.isDirectory(target)) {
        throw new HarnessException(
            "cannot unpack "
                + archive
                + ": "
                + target
                + " is a "
                + (isFolder ? "file, and it holds a folder" : "folder, and it holds a file")
                + " of that name; move it away");
      }
      if (isFolder && Files.exists(target)) {
        requireWay(each, target);
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    for (Path each : children(from)) {
      Path target = to.resolve(each.getFileName());
      if (Files.isDirectory(target)) {
        move(each, target);
        continue;
      }
      try {
        Files.move(each, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        // A folder in between lies on another disk.
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(target);
          move(each, target);
        } else {
          Files.move(each, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Override
  public void close() {
    try {
      FolderTree.delete(folder);
    } catch (IOException e) {
      throw Disk.cannotWrite(folder, e);
    }
  }
}
