package io.lossbench.core.file;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to something, held by one process at a time on all machines that see its file: a lock
 * of the file system, which ends with its process, or, where the file system has none, a lease: a
 * file beside it that only one process can create, and that stays when its process is killed.
 *
 * <p>{@code LOSSBENCH_LOCKS=lease} takes leases only, for file systems whose locks hold on one
 * machine alone.
 */
public final class Claim implements AutoCloseable {
  private static final boolean LEASES_ONLY = "lease".equals(System.getenv("LOSSBENCH_LOCKS"));
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int LONGEST = 1 << 10;

  /** What the file system gave: a channel with a lock, or a lease. */
  private final AutoCloseable held;

  private Claim(AutoCloseable held) {
    this.held = held;
  }

  /** Whether the user has said that locks of the file system hold on one machine alone. */
  public static boolean areLeasesAskedFor() {
    return LEASES_ONLY;
  }

  /** A claim to what nobody else can have. */
  public static Claim undisputed() {
    return new Claim(() -> {});
  }

  /**
   * Takes a claim.
   *
   * @return empty if another process, or this one, holds it
   */
  public static Optional<Claim> take(Path file) throws IOException {
    return take(file, LEASES_ONLY);
  }

  /**
   * Takes a claim as soon as it is free.
   *
   * @return empty if it was not in that time
   */
  public static Optional<Claim> take(Path file, Duration patience)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Optional<Claim> claim = take(file);
    while (claim.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      Thread.sleep(LOOK.toMillis());
      claim = take(file);
    }
    return claim;
  }

  static Optional<Claim> take(Path file, boolean leasesOnly) throws IOException {
    try {
      return attempt(file, leasesOnly);
    } catch (NoSuchFileException e) {
      // There is no folder yet, or who held this before has just cleared it away.
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      return attempt(file, leasesOnly);
    }
  }

  private static Optional<Claim> attempt(Path file, boolean leasesOnly) throws IOException {
    if (leasesOnly) {
      return create(lease(file));
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      // No locks here, see the class.
      channel.close();
      return create(lease(file));
    }
    if (lock == null || Files.exists(lease(file))) {
      channel.close();
      return Optional.empty();
    }
    sign(channel);
    return Optional.of(new Claim(channel));
  }

  /** Writes into a file that is locked who has locked it. */
  public static void sign(FileChannel channel) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<Claim> create(Path lease) throws IOException {
    OutputStream out;
    try {
      out = Files.newOutputStream(lease, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    Claim claim = new Claim(() -> Files.deleteIfExists(lease));
    try (out) {
      out.write(self().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      claim.close();
      throw e;
    }
    return Optional.of(claim);
  }

  /** The lease that stands for a lock. */
  private static Path lease(Path file) {
    return file.resolveSibling(file.getFileName() + ".lease");
  }

  /** Who this process is: host, process, job of a scheduler, and the time. */
  private static String self() {
    String job = System.getenv("SLURM_JOB_ID");
    return host()
        + ", process "
        + ProcessHandle.current().pid()
        + (job == null ? "" : ", job " + job)
        + ", since "
        + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  /**
   * Who holds a claim, in words: host, process, job, since when; and for a lease what to do if that
   * process is gone.
   *
   * @return empty if nobody does
   */
  public static Optional<String> holder(Path file) {
    Path lease = lease(file);
    if (Files.exists(lease)) {
      return Optional.of(
          words(lease)
              + " (a lease, because the file system has no locks; if that process is gone, remove "
              + lease
              + ")");
    }
    // Not opened to write: a look must not make the file, nor change its time.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
      return lock == null ? Optional.of(words(file)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.of(words(file));
    } catch (IOException e) {
      // No locks here, and no lease either.
      return Optional.empty();
    }
  }

  private static String words(Path file) {
    try {
      byte[] text = Files.readAllBytes(file);
      String words =
          new String(text, 0, Math.min(text.length, LONGEST), StandardCharsets.UTF_8).strip();
      return words.isEmpty() ? "another process" : PrintableText.of(words);
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Gives it up; that it was given up already does not matter. */
  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      // A lock ends with its process; a lease that cannot be removed is named to who meets it.
    }
  }
}
