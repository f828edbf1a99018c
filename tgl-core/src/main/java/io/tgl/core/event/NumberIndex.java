package io.tgl.core.event;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * Numbers as external ids. Small non-negative ids are looked up in a table by address, the others in a hash map; the
 * table grows only as far as its size stays in proportion to the ids that were offered.
 */
final class NumberIndex extends NodeIndex {
    private static final int FIRST_CAPACITY = 16;

    private int size;
    private long[] numbers;
    private int[] table;
    private final Long2IntOpenHashMap map;

    NumberIndex() {
        this.numbers = new long[FIRST_CAPACITY];
        this.table = new int[0];
        this.map = new Long2IntOpenHashMap();
        map.defaultReturnValue(-1);
    }

    private NumberIndex(NumberIndex from) {
        this.size = from.size;
        this.numbers = Arrays.copyOf(from.numbers, from.size);
        this.table = from.table.clone();
        this.map = from.map.clone();
    }

    NumberIndex copy() {
        return new NumberIndex(this);
    }

    /** Lets ids below {@code bound} be looked up by address; those that are known already move there. */
    void growTable(int bound) {
        int old = table.length;
        if (bound <= old) {
            return;
        }
        table = Arrays.copyOf(table, bound);
        Arrays.fill(table, old, bound, -1);
        for (int node = 0; node < size; node++) {
            if (numbers[node] >= old && numbers[node] < bound) {
                table[(int) numbers[node]] = node;
                map.remove(numbers[node]);
            }
        }
    }

    int tableSize() {
        return table.length;
    }

    /** The dense id, given out now if the id is new. */
    int add(long id) {
        int node = nodeOf(id);
        if (node >= 0) {
            return node;
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size + (size >> 1) + FIRST_CAPACITY);
        }
        numbers[size] = id;
        if (id >= 0 && id < table.length) {
            table[(int) id] = size;
        } else {
            map.put(id, size);
        }
        return size++;
    }

    /** Forgets the nodes from {@code newSize} on. */
    void truncate(int newSize) {
        while (size > newSize) {
            long id = numbers[--size];
            if (id >= 0 && id < table.length) {
                table[(int) id] = -1;
            } else {
                map.remove(id);
            }
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public boolean isIdentity() {
        return false;
    }

    @Override
    public long number(int node) {
        checkNode(node);
        return numbers[node];
    }

    @Override
    public String text(int node) {
        return Long.toString(number(node));
    }

    @Override
    public int nodeOf(long id) {
        return id >= 0 && id < table.length ? table[(int) id] : map.get(id);
    }

    @Override
    public int nodeOf(String id) {
        return isPlainNumber(id) ? nodeOf(Long.parseLong(id)) : -1;
    }
}
