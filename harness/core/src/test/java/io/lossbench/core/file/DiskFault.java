package io.lossbench.core.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is wrong with a disk, from a chosen byte or call on; nothing at first. */
public final class DiskFault {
  private long bytesLeft = Long.MAX_VALUE;
  private int callsLeft = Integer.MAX_VALUE;
  private int piece = Integer.MAX_VALUE;
  private boolean locks = true;
  private @Nullable Path vanishing;
  private boolean dead;
  private boolean happened;
  private boolean diesOfIt;

  /** The disk takes so many bytes more: the last write takes a part, the next none. */
  public void fullAfter(long bytes) {
    heal();
    bytesLeft = bytes;
  }

  /** The call of this number (from 0) that changes something fails, once. */
  public void failAt(int call) {
    heal();
    callsLeft = call;
  }

  /** From the call of this number on nothing is changed any more, as if the process were gone. */
  public void dieAt(int call) {
    failAt(call);
    diesOfIt = true;
  }

  /** A write takes no more bytes than this at once. */
  public void writePiecesOf(int bytes) {
    heal();
    piece = bytes;
  }

  /** The file system has no locks, as some network file systems. */
  public void refuseLocks() {
    heal();
    locks = false;
  }

  /** Another process deletes a folder just before a file is opened to be written, once. */
  public void deleteBeforeOpening(Path folder) {
    heal();
    vanishing = folder;
  }

  public void heal() {
    bytesLeft = Long.MAX_VALUE;
    callsLeft = Integer.MAX_VALUE;
    piece = Integer.MAX_VALUE;
    locks = true;
    vanishing = null;
    dead = false;
    diesOfIt = false;
    happened = false;
  }

  /** Whether something has failed since it was set; some callers try again, or do without. */
  public boolean happened() {
    return happened;
  }

  /** A call that would change something. */
  void change() throws IOException {
    if (dead || callsLeft-- == 0) {
      dead = diesOfIt;
      happened = true;
      throw new IOException("Input/output error");
    }
  }

  void requireAlive() throws IOException {
    if (dead) {
      throw new IOException("Input/output error");
    }
  }

  void opening() throws IOException {
    Path folder = vanishing;
    vanishing = null;
    if (folder != null) {
      FolderTree.delete(folder);
    }
  }

  void requireLocks() throws IOException {
    if (!locks) {
      throw new IOException("No locks available");
    }
  }

  /** How many of so many bytes a write takes. */
  int taken(int wanted) throws IOException {
    if (bytesLeft == 0 && wanted > 0) {
      happened = true;
      throw new IOException("No space left on device");
    }
    int count = (int) Math.min(Math.min(wanted, piece), bytesLeft);
    bytesLeft -= count;
    return count;
  }
}
