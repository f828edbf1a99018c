package io.tgl.datasets.format;

import java.util.Arrays;

/** Maps byte strings to the ints they were put in with, without an object a look-up. Open addressing, linear probing. */
final class SliceTable {
    private byte[] keys = new byte[1 << 10];
    private int keysUsed;
    private int[] start = new int[1 << 6];
    private int[] length = new int[1 << 6];
    private int[] value = new int[1 << 6];
    private int[] hash = new int[1 << 6];
    private int size;

    SliceTable() {
        Arrays.fill(start, -1);
    }

    /** The int of bytes[from .. to - 1], -1 if there is none. */
    int find(byte[] bytes, int from, int to) {
        int h = hashOf(bytes, from, to);
        for (int slot = h & start.length - 1; start[slot] >= 0; slot = slot + 1 & start.length - 1) {
            if (hash[slot] == h && same(slot, bytes, from, to)) {
                return value[slot];
            }
        }
        return -1;
    }

    /** Adds bytes that {@link #find} does not know; beyond 1 GiB of keys it adds nothing. */
    void put(byte[] bytes, int from, int to, int newValue) {
        int count = to - from;
        if (keysUsed > (1 << 30) - count) {
            return;
        }
        if (2 * size >= start.length) {
            grow();
        }
        if (keysUsed + count > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(keysUsed + count, keys.length + (keys.length >> 1)));
        }
        System.arraycopy(bytes, from, keys, keysUsed, count);
        int h = hashOf(bytes, from, to);
        set(freeSlot(h), keysUsed, count, newValue, h);
        keysUsed += count;
        size++;
    }

    private boolean same(int slot, byte[] bytes, int from, int to) {
        return length[slot] == to - from
                && Arrays.equals(keys, start[slot], start[slot] + length[slot], bytes, from, to);
    }

    private int freeSlot(int h) {
        int slot = h & start.length - 1;
        while (start[slot] >= 0) {
            slot = slot + 1 & start.length - 1;
        }
        return slot;
    }

    private void set(int slot, int newStart, int newLength, int newValue, int newHash) {
        start[slot] = newStart;
        length[slot] = newLength;
        value[slot] = newValue;
        hash[slot] = newHash;
    }

    private void grow() {
        int[] oldStart = start;
        int[] oldLength = length;
        int[] oldValue = value;
        int[] oldHash = hash;
        start = new int[2 * oldStart.length];
        Arrays.fill(start, -1);
        length = new int[start.length];
        value = new int[start.length];
        hash = new int[start.length];
        for (int slot = 0; slot < oldStart.length; slot++) {
            if (oldStart[slot] >= 0) {
                set(freeSlot(oldHash[slot]), oldStart[slot], oldLength[slot], oldValue[slot], oldHash[slot]);
            }
        }
    }

    private static int hashOf(byte[] bytes, int from, int to) {
        int h = to - from;
        for (int i = from; i < to; i++) {
            h = h * 31 + bytes[i];
        }
        h *= 0x9E3779B9;
        return h ^ h >>> 15;
    }
}
