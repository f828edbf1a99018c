package io.tgl.datasets.synthetic;

import java.util.Arrays;

/** Events that are known to come, earliest first; those of one time in the order in which they were added: a binary heap. */
final class PendingEvents {
    private long[] time = new long[16];
    private long[] serial = new long[16];
    private int[] mark = new int[16];
    private int size;
    private long added;

    int size() {
        return size;
    }

    /** Time of the earliest one; there must be one. */
    long firstTime() {
        return time[0];
    }

    /** Mark of the earliest one. */
    int firstMark() {
        return mark[0];
    }

    void add(long when, int which) {
        if (size == time.length) {
            time = Arrays.copyOf(time, 2 * size);
            serial = Arrays.copyOf(serial, 2 * size);
            mark = Arrays.copyOf(mark, 2 * size);
        }
        int at = size++;
        long number = added++;
        while (at > 0 && when < time[(at - 1) / 2]) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        put(at, when, number, which);
    }

    void removeFirst() {
        size--;
        long when = time[size];
        long number = serial[size];
        int which = mark[size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(time[child + 1], serial[child + 1], child)) {
                child++;
            }
            if (before(when, number, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, when, number, which);
    }

    private boolean before(long when, long number, int other) {
        return when < time[other] || (when == time[other] && number < serial[other]);
    }

    private void move(int from, int to) {
        put(to, time[from], serial[from], mark[from]);
    }

    private void put(int at, long when, long number, int which) {
        time[at] = when;
        serial[at] = number;
        mark[at] = which;
    }
}
