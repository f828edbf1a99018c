package io.tgl.core.graph;

import java.util.Arrays;

/**
 * The entries of all adjacency lists. A list is a contiguous range in stream order, so times and event ids ascend within
 * it. An entry is a cell of three ints (neighbor, event id, time as the distance to the first), or of four where times
 * span 2^31 ticks (68 years of seconds) or more or are not known beforehand. Cells and not columns: an answer is then
 * read from one place of memory instead of three, which is what look-ups cost (measured: 1.6 times the neighbors a
 * second).
 */
final class Entries {
    /** The largest number of entries that one array of cells holds. */
    static final int MAX = (Integer.MAX_VALUE - 8) / 4;

    private static final int NARROW = 3;
    private static final int WIDE = 4;
    private static final long LOW = 0xFFFFFFFFL;

    private final int[] cells;
    private final int stride;
    private final long base;

    private Entries(int[] cells, int stride, long base) {
        this.cells = cells;
        this.stride = stride;
        this.base = base;
    }

    /** Entries of any time. */
    static Entries ofSize(int size) {
        return new Entries(new int[size * WIDE], WIDE, 0);
    }

    /** Entries of times from {@code first} to {@code last}. */
    static Entries ofSize(int size, long first, long last) {
        long span = last - first;
        // Negative: the difference is no long.
        return span >= 0 && span <= Integer.MAX_VALUE
                ? new Entries(new int[size * NARROW], NARROW, first)
                : ofSize(size);
    }

    /** Entries of any time from columns of equal length. */
    static Entries of(int[] neighbor, int[] event, long[] time) {
        Entries entries = ofSize(neighbor.length);
        for (int i = 0; i < neighbor.length; i++) {
            entries.set(i, neighbor[i], event[i], time[i]);
        }
        return entries;
    }

    int size() {
        return cells.length / stride;
    }

    int neighbor(int index) {
        return cells[index * stride];
    }

    int event(int index) {
        return cells[index * stride + 1];
    }

    long time(int index) {
        int at = index * stride + 2;
        return stride == NARROW ? base + cells[at] : ((long) cells[at + 1] << 32) | (cells[at] & LOW);
    }

    /** Writes entry {@code index}. */
    void set(int index, int neighbor, int event, long time) {
        int at = index * stride;
        cells[at] = neighbor;
        cells[at + 1] = event;
        cells[at + 2] = (int) (time - base);
        if (stride == WIDE) {
            cells[at + 3] = (int) (time >>> 32);
        }
    }

    /** Index of the first entry of [from, to) whose time is at least {@code bound}; {@code to} if there is none. */
    int lowerTime(int from, int to, long bound) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time(middle) < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many entries of [from, to), a few, have a time below {@code bound}; without a branch an entry. */
    int countBelow(int from, int to, long bound) {
        int count = 0;
        if (stride == WIDE) {
            for (int i = from; i < to; i++) {
                count -= below(time(i), bound);
            }
            return count;
        }
        if (bound <= base) {
            return 0;
        }
        long distance = bound - base;
        // Negative: the difference is no long.
        if (distance < 0 || distance > Integer.MAX_VALUE) {
            return Math.max(0, to - from);
        }
        int limit = (int) distance;
        for (int at = from * NARROW + 2; at < to * NARROW; at += NARROW) {
            count += (cells[at] - limit) >>> 31;
        }
        return count;
    }

    /** All ones if a is below b, else 0; without a branch and without overflow. */
    static int below(long a, long b) {
        return (int) (((a & ~b) | (~(a ^ b) & (a - b))) >> 63);
    }

    /** Index of the first entry of [from, to) whose event id is at least {@code bound}. */
    int lowerEvent(int from, int to, int bound) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (event(middle) < bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Writes the last entries of [from, to), as many as a row holds, right aligned. */
    void copyLast(int from, int to, Neighborhoods out, int row) {
        int used = Math.min(out.width(), to - from);
        copyTo(to - used, out, out.startRow(row, used), used);
    }

    /** Writes {@code count} entries to consecutive slots. */
    void copyTo(int from, Neighborhoods out, int slot, int count) {
        int[] neighbor = out.neighbor();
        int[] event = out.event();
        long[] time = out.time();
        int at = from * stride;
        if (stride == NARROW) {
            for (int i = slot; i < slot + count; i++, at += NARROW) {
                neighbor[i] = cells[at];
                event[i] = cells[at + 1];
                time[i] = base + cells[at + 2];
            }
        } else {
            for (int i = slot; i < slot + count; i++, at += WIDE) {
                neighbor[i] = cells[at];
                event[i] = cells[at + 1];
                time[i] = ((long) cells[at + 3] << 32) | (cells[at + 2] & LOW);
            }
        }
    }

    /** Reads a number from each cache line of entries [from, to); the result says nothing. */
    int touch(int from, int to) {
        int last = to * stride - 1;
        int sum = cells[last];
        for (int at = from * stride; at < last; at += 16) {
            sum += cells[at];
        }
        return sum;
    }

    /** Copies {@code count} entries to another place. */
    void move(int from, int to, int count) {
        System.arraycopy(cells, from * stride, cells, to * stride, count * stride);
    }

    /** These entries with room for {@code size}. */
    Entries copyOf(int size) {
        return new Entries(Arrays.copyOf(cells, size * stride), stride, base);
    }

    int[] neighbors() {
        int[] column = new int[size()];
        Arrays.setAll(column, this::neighbor);
        return column;
    }

    int[] events() {
        int[] column = new int[size()];
        Arrays.setAll(column, this::event);
        return column;
    }

    long[] times() {
        long[] column = new long[size()];
        Arrays.setAll(column, this::time);
        return column;
    }
}
