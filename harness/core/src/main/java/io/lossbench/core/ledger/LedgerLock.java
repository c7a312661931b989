package io.lossbench.core.ledger;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Claim;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.ShellWord;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a ledger's folder: alone, or beside other shards, which write records of
 * different trials and take turns with what is derived of them. Not thread-safe.
 */
final class LedgerLock {
  /** The tables of 10,000 trials take seconds. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final Duration patience;

  /** The identity of the lock file that is held; null while none is. */
  private @Nullable Object held;

  private boolean shared;

  LedgerLock(Path folder) {
    this(folder, PATIENCE);
  }

  /**
   * @param patience with one whose turn it is
   */
  LedgerLock(Path folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  private Path file() {
    return folder.resolve(".lock");
  }

  /**
   * The only writer.
   *
   * @throws HarnessException if there is another, or the file system has no locks
   */
  FileLock alone() {
    try {
      return attempt();
    } catch (NoLocksException e) {
      throw new HarnessException(
          "the file system of "
              + folder
              + " has no locks; run with --shard 1/1, which takes a lease file for each trial"
              + " instead",
          e);
    }
  }

  /**
   * The only writer; where the file system has no locks, or none that hold on all machines, one
   * that takes turns with others.
   *
   * @return what holds the lock, open until it is given up
   * @throws HarnessException if there is another that has the lock
   */
  Channel aloneIfPossible() {
    if (Claim.areLeasesAskedFor()) {
      return beside();
    }
    try {
      return attempt().acquiredBy();
    } catch (NoLocksException e) {
      return beside();
    }
  }

  private FileLock attempt() throws NoLocksException {
    try {
      FileChannel channel = open();
      FileLock lock = lock(channel);
      if (lock != null) {
        held = identity();
        shared = false;
        return lock;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      // Held by this process: the same refusal as below. To close the channel would give it up.
    } catch (NoLocksException e) {
      throw e;
    } catch (IOException e) {
      throw new HarnessException("cannot write results to " + folder, e);
    }
    throw new HarnessException(
        "another lossbench writes to "
            + folder
            + " (lock "
            + file()
            + "); wait for it or stop it. Several can write to one folder if each is given its"
            + " --shard.");
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (IOException e) {
      channel.close();
      throw new NoLocksException(e);
    }
  }

  /** That the file system cannot lock. */
  private static final class NoLocksException extends IOException {
    private static final long serialVersionUID = 1L;

    NoLocksException(IOException cause) {
      super(cause);
    }
  }

  /**
   * One of several writers.
   *
   * @return what holds the lock, open until it is given up
   * @throws HarnessException if another process writes alone
   */
  FileChannel beside() {
    try {
      FileChannel channel = open();
      try {
        if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
          channel.close();
          throw new HarnessException(
              "another lossbench, which was started without --shard, writes to "
                  + folder
                  + " (lock "
                  + file()
                  + "); wait for it or stop it");
        }
      } catch (IOException | OverlappingFileLockException e) {
        // A file system without locks, or this process: trials are claimed one by one all the same.
      }
      held = identity();
      shared = true;
      return channel;
    } catch (IOException e) {
      throw new HarnessException("cannot write results to " + folder, e);
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(folder);
    return FileChannel.open(
        file(),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether others may be writing too. */
  boolean isShared() {
    return shared;
  }

  private @Nullable Object identity() throws IOException {
    return Files.readAttributes(file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Clears away what writers that were killed have left, in the folders given. */
  void sweep(List<Path> folders) {
    for (Path each : folders) {
      if (shared) {
        DurableFile.sweepAbandoned(each);
      } else {
        DurableFile.sweep(each, Instant.now());
      }
    }
  }

  /**
   * Checks that the folder that was locked is still there.
   *
   * @throws HarnessException if it was removed, or another is in its place
   */
  void requireHeld() {
    if (held == null) {
      return;
    }
    try {
      if (held.equals(identity())) {
        return;
      }
    } catch (IOException e) {
      // Not there: told below.
    }
    throw new HarnessException(
        "the results folder "
            + folder
            + " was removed or replaced while the suite was running; what it held is not there any"
            + " more. Run the same command again to train it anew.");
  }

  /**
   * Does what only one writer at a time may do, such as deriving tables of all records.
   *
   * @throws HarnessException if another does not come to its end with that
   */
  void inTurn(Runnable work) {
    if (!shared) {
      work.run();
      return;
    }
    Path turn = folder.resolve(".turn");
    try (Claim claim = claim(turn)) {
      if (claim == null) {
        throw new HarnessException(
            "cannot write plan or tables in "
                + folder
                + ": for minutes they have been written by "
                + Claim.holder(turn).orElse("another process")
                + "; the records are whole, and `"
                + remedy()
                + "` makes the tables anew");
      }
      work.run();
    }
  }

  /** What makes the tables of this folder anew, which lies in one for the ledgers of all suites. */
  private String remedy() {
    Path absolute = folder.toAbsolutePath().normalize();
    return "lossbench merge "
        + ShellWord.of(absolute.toString())
        + " --results "
        + ShellWord.of(String.valueOf(absolute.getParent()));
  }

  private @Nullable Claim claim(Path turn) {
    try {
      return Claim.take(turn, patience).orElse(null);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + turn, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
