package io.lossbench.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A real file on such a disk, for which it does not wait. */
final class FailingChannel extends FileChannel {
  private final FileChannel file;
  private final DiskFault fault;

  FailingChannel(FileChannel file, DiskFault fault) {
    this.file = file;
    this.fault = fault;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    fault.change();
    int count = fault.taken(from.remaining());
    ByteBuffer part = from.slice(from.position(), count);
    from.position(from.position() + count);
    while (part.hasRemaining()) {
      file.write(part);
    }
    return count;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    fault.change();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    fault.change();
    file.truncate(size);
    return this;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    return file.read(to);
  }

  @Override
  public int read(ByteBuffer to, long position) throws IOException {
    return file.read(to, position);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return file.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    fault.requireLocks();
    return file.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    fault.requireLocks();
    return file.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }
}
