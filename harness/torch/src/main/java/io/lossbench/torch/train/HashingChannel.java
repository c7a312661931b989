package io.lossbench.torch.train;

import io.lossbench.core.file.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Passes bytes on to or from a channel and hashes them. Buffers have arrays. Not thread-safe. */
final class HashingChannel implements ReadableByteChannel, WritableByteChannel {
  private final Channel channel;
  private final Digest digest = Digest.sha256();

  HashingChannel(Channel channel) {
    this.channel = channel;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int start = from.position();
    int count = ((WritableByteChannel) channel).write(from);
    hash(from, start, count);
    return count;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int start = to.position();
    int count = ((ReadableByteChannel) channel).read(to);
    hash(to, start, Math.max(0, count));
    return count;
  }

  private void hash(ByteBuffer buffer, int start, int count) {
    int from = buffer.arrayOffset() + start;
    digest.update(Arrays.copyOfRange(buffer.array(), from, from + count));
  }

  /** SHA-256 of all bytes that passed; the last call on this channel. */
  byte[] digest() {
    return digest.bytes();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
