package io.lossbench.core.dataset.format;

import java.util.Arrays;

/** Numbers keys in the order of their first appearance: a hash table without boxes. */
final class RowNumbers {
  private long[] keys = new long[1 << 10];
  private int[] slots = new int[1 << 11];
  private int size;

  int size() {
    return size;
  }

  long[] keys() {
    return Arrays.copyOf(keys, size);
  }

  /** The number of a key, from 0. */
  int of(long key) {
    int slot = slot(slots, key);
    if (slots[slot] == 0) {
      if (size == keys.length) {
        grow();
        slot = slot(slots, key);
      }
      keys[size++] = key;
      slots[slot] = size;
    }
    return slots[slot] - 1;
  }

  private int slot(int[] table, long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & table.length - 1;
    while (table[slot] != 0 && keys[table[slot] - 1] != key) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }

  private void grow() {
    int[] larger = new int[2 * slots.length];
    for (int i = 0; i < size; i++) {
      larger[slot(larger, keys[i])] = i + 1;
    }
    slots = larger;
    keys = Arrays.copyOf(keys, 2 * size);
  }
}
