package io.lossbench.fuzz;

import io.lossbench.core.random.SplitMix64;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Damage to an input, drawn at random: up to four of what disks, networks and authors do. */
final class Mutation {
  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1",
    "2",
    "255",
    "256",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "1e999",
    "-0.0",
    "NaN",
    ".inf",
    "0.5",
    "1.0",
    "007",
    "1_000",
    "0x10",
    "null",
    "true",
    "\"1\"",
    "[]",
    "{}",
    "٣"
  };
  private static final long[] INTEGERS = {
    0,
    1,
    -1,
    127,
    128,
    255,
    256,
    32767,
    65535,
    65536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final SplitMix64 random;
  private final List<byte[]> corpus;
  private final List<String> words;

  Mutation(SplitMix64 random, List<byte[]> corpus, List<String> words) {
    this.random = random;
    this.corpus = corpus;
    this.words = words;
  }

  /** A damaged input; the same for the same generator. */
  byte[] input() {
    byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
    for (int i = random.sign() > 0 ? 1 : random.between(2, 4); i > 0; i--) {
      input = input.length == 0 ? word() : damaged(input);
    }
    return input;
  }

  private byte[] damaged(byte[] in) {
    int at = random.nextInt(in.length);
    return switch (random.nextInt(13)) {
      case 0, 1 -> {
        in[at] ^= (byte) (1 << random.nextInt(8));
        yield in;
      }
      case 2 -> {
        in[at] = (byte) random.nextInt(256);
        yield in;
      }
      case 3 -> Arrays.copyOf(in, at);
      case 4 -> replaced(in, at, Math.min(in.length, at + random.between(1, 64)), new byte[0]);
      case 5 -> {
        int end = Math.min(in.length, at + random.between(1, 256));
        yield replaced(in, end, end, Arrays.copyOfRange(in, at, end));
      }
      case 6 -> number(in, at);
      case 7 -> replaced(in, at, at, word());
      case 8 -> token(in, at);
      case 9 -> lines(in);
      case 10 -> integer(in, at);
      case 11 -> {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        byte[] rest = Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
        yield replaced(in, at, in.length, rest);
      }
      default -> replaced(in, in.length, in.length, random.sign() > 0 ? word() : in.clone());
    };
  }

  private byte[] word() {
    String word =
        words.isEmpty()
            ? NUMBERS[random.nextInt(NUMBERS.length)]
            : words.get(random.nextInt(words.size()));
    return word.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] replaced(byte[] in, int from, int to, byte[] with) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + with.length);
    out.write(in, 0, from);
    out.writeBytes(with);
    out.write(in, to, in.length - to);
    return out.toByteArray();
  }

  /** The first number from {@code at} on becomes another. */
  private byte[] number(byte[] in, int at) {
    int from = at;
    while (from < in.length && !digit(in[from])) {
      from++;
    }
    int to = from;
    while (to < in.length && (digit(in[to]) || in[to] == '.')) {
      to++;
    }
    String number = NUMBERS[random.nextInt(NUMBERS.length)];
    return replaced(in, from, to, number.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean letter(byte b) {
    return digit(b) || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b == '-';
  }

  /** The word at {@code at} becomes another. */
  private byte[] token(byte[] in, int at) {
    int from = at;
    while (from > 0 && letter(in[from - 1])) {
      from--;
    }
    int to = at;
    while (to < in.length && letter(in[to])) {
      to++;
    }
    return replaced(in, from, to, word());
  }

  /** Two lines change places, or one is there twice, or no longer. */
  private byte[] lines(byte[] in) {
    String[] lines = new String(in, StandardCharsets.ISO_8859_1).split("(?<=\n)", -1);
    int a = random.nextInt(lines.length);
    int b = random.nextInt(lines.length);
    String first = lines[a];
    switch (random.nextInt(3)) {
      case 0 -> lines[a] = lines[b];
      case 1 -> lines[a] = first + first;
      default -> lines[a] = "";
    }
    lines[b] = a == b ? lines[b] : first;
    return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A binary number of 2, 4 or 8 bytes in either order. */
  private byte[] integer(byte[] in, int at) {
    int width = 2 << random.nextInt(3);
    long value = INTEGERS[random.nextInt(INTEGERS.length)];
    boolean little = random.sign() > 0;
    for (int i = 0; i < width && at + i < in.length; i++) {
      in[at + i] = (byte) (value >> 8 * (little ? i : width - 1 - i));
    }
    return in;
  }
}
