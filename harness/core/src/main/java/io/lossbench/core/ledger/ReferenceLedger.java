package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A ledger that others are held against: plan, records and tables of a run, and what was made of
 * its scores, without scores, labels and weights, so that it can be committed.
 */
public final class ReferenceLedger {
  private static final Set<String> PARTS =
      Stream.concat(
              Stream.of(Ledger.PLAN, TrialTable.TRIALS, TrialTable.EPOCHS, "trials", ".lock"),
              Kept.all().stream().map(Kept::file))
          .collect(Collectors.toSet());

  private ReferenceLedger() {}

  /**
   * Whether a reference may be written in a folder's place.
   *
   * @throws HarnessException if it holds anything that no reference holds, which would be lost
   */
  public static void requireReplaceable(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .map(folder::relativize)
          .filter(file -> !isPart(file))
          .findFirst()
          .ifPresent(
              other -> {
                throw new HarnessException(
                    folder
                        + " is no reference: it holds "
                        + other
                        + ", which would be lost; name another folder");
              });
    } catch (IOException | UncheckedIOException e) {
      throw new HarnessException("cannot read " + folder, e);
    }
  }

  private static boolean isPart(Path file) {
    return switch (file.getNameCount()) {
      case 1 -> file.toString().isEmpty() || PARTS.contains(file.toString());
      case 2 -> file.startsWith("trials");
      default -> file.startsWith("trials") && file.endsWith(Ledger.RECORD);
    };
  }

  /**
   * Writes a reference beside its place and moves it there once it is whole; what was there steps
   * aside for that moment, and is put back by the next call if this one is killed then. Records and
   * plan keep their bytes.
   *
   * @param records of the ledger, those that the reference is to have
   * @throws HarnessException if the folder cannot be replaced; it is as it was then
   */
  public static void write(Ledger ledger, List<TrialRecord> records, Path folder) {
    Path target = folder.toAbsolutePath();
    Path next = beside(target, ".next");
    Path before = beside(target, ".before");
    try {
      restore(target, before);
      requireReplaceable(target);
      delete(next);
      copy(ledger.folder(), next, Path.of(Ledger.PLAN));
      for (Kept<?> kind : Kept.all()) {
        if (Files.exists(ledger.folder().resolve(kind.file()))) {
          copy(ledger.folder(), next, Path.of(kind.file()));
        }
      }
      for (TrialRecord record : records) {
        copy(ledger.folder(), next, Path.of("trials", record.trial().id(), Ledger.RECORD));
      }
      new Ledger(next).writeTables();
      if (Files.exists(target)) {
        Files.move(target, before, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.sync(Objects.requireNonNull(target.getParent()));
      delete(before);
    } catch (IOException e) {
      throw new HarnessException("cannot write the reference " + folder, e);
    }
  }

  /** Puts back what stepped aside for a reference that never came. */
  private static void restore(Path target, Path before) throws IOException {
    if (Files.exists(before) && !Files.exists(target)) {
      Files.move(before, target, StandardCopyOption.ATOMIC_MOVE);
    }
    delete(before);
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling(target.getFileName() + ending);
  }

  private static void copy(Path from, Path to, Path file) throws IOException {
    DurableFile.write(to.resolve(file), ByteBuffer.wrap(Files.readAllBytes(from.resolve(file))));
  }

  /** Deletes a folder that a call before this one has left, and nothing else. */
  private static void delete(Path folder) throws IOException {
    requireReplaceable(folder);
    FolderTree.delete(folder);
  }
}
