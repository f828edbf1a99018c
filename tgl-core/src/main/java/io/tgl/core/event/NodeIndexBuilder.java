package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import org.jspecify.annotations.Nullable;

/**
 * A node index that still grows: each new external id gets the next dense id. Not safe for use by several threads. What
 * {@link #build} and {@link #snapshot} return never changes again.
 */
public final class NodeIndexBuilder {
    private static final int TABLE_FLOOR = 1 << 16;
    private static final int TABLE_PER_ROW = 8;
    private static final int TABLE_LIMIT = 1 << 28;

    private final @Nullable NumberIndex numbers;
    private final @Nullable TextIndex texts;
    private int maxNodes = Integer.MAX_VALUE - 8;
    private long offered;
    private boolean built;

    private NodeIndexBuilder(@Nullable NumberIndex numbers, @Nullable TextIndex texts) {
        this.numbers = numbers;
        this.texts = texts;
    }

    /** For ids that are numbers. */
    public static NodeIndexBuilder numbers() {
        return new NodeIndexBuilder(new NumberIndex(), null);
    }

    /** For ids that are texts. */
    public static NodeIndexBuilder texts() {
        return new NodeIndexBuilder(null, new TextIndex());
    }

    /** Refuses to grow beyond so many nodes. */
    public NodeIndexBuilder limit(int nodes) {
        this.maxNodes = nodes;
        return this;
    }

    /** Nodes so far. */
    public int size() {
        return index().size();
    }

    /** Whether ids are texts. */
    public boolean isText() {
        return texts != null;
    }

    /** Dense id of a number, given out now if it is new. */
    public int add(long id) {
        NumberIndex index = numberIndex();
        int node = index.add(id);
        if (node >= maxNodes) {
            index.truncate(maxNodes);
            throw tooMany(id);
        }
        return node;
    }

    /** Dense id of a text, given out now if it is new. */
    public int add(String id) {
        TextIndex index = textIndex();
        int node = index.add(id);
        if (node >= maxNodes) {
            index.truncate(maxNodes);
            throw tooMany(id);
        }
        return node;
    }

    /** Forgets the ids that were given out from {@code size} on: the way back when a batch is refused. */
    public void truncate(int size) {
        if (numbers != null) {
            numberIndex().truncate(size);
        } else {
            textIndex().truncate(size);
        }
    }

    /**
     * Replaces the external ids of both columns, of equal length, by dense ones, row by row, source before destination.
     * When the limit is passed, nothing of these rows stays in the index; the columns are then undefined.
     *
     * @param firstRow number of the first row, for messages
     */
    public void addRows(int[] source, int[] destination, long firstRow) {
        NumberIndex index = numberIndex();
        int before = index.size();
        int max = 0;
        for (int i = 0; i < source.length; i++) {
            max = Math.max(max, Math.max(source[i], destination[i]));
        }
        growTable(index, max, source.length);
        for (int i = 0; i < source.length; i++) {
            source[i] = index.add(source[i]);
            destination[i] = index.add(destination[i]);
            if (index.size() > maxNodes) {
                throw refused(index, before, firstRow + i);
            }
        }
    }

    /** As {@link #addRows(int[], int[], long)}, with the dense ids in arrays of their own. */
    public void addRows(long[] source, long[] destination, int[] denseSource, int[] denseDestination, long firstRow) {
        NumberIndex index = numberIndex();
        int before = index.size();
        long max = 0;
        for (int i = 0; i < source.length; i++) {
            max = Math.max(max, Math.max(source[i], destination[i]));
        }
        growTable(index, max, source.length);
        for (int i = 0; i < source.length; i++) {
            denseSource[i] = index.add(source[i]);
            denseDestination[i] = index.add(destination[i]);
            if (index.size() > maxNodes) {
                throw refused(index, before, firstRow + i);
            }
        }
    }

    /** A table by address is worth its memory while it has at most a few entries for each id that was offered. */
    private void growTable(NumberIndex index, long max, int rows) {
        offered += 2L * rows;
        long affordable = Math.min(TABLE_LIMIT, TABLE_FLOOR + TABLE_PER_ROW * offered);
        if (max < affordable && max >= index.tableSize()) {
            index.growTable((int) Math.min(affordable, Math.max(max + 1, 2L * index.tableSize())));
        }
    }

    private InvalidInput refused(NumberIndex index, int before, long row) {
        long id = index.number(maxNodes);
        index.truncate(before);
        return InvalidInput.at("row " + row, "at most " + maxNodes + " nodes", "one more, id " + id);
    }

    private InvalidInput tooMany(Object id) {
        return InvalidInput.at("node index", "at most " + maxNodes + " nodes", "one more, id " + id);
    }

    /** The finished index, without a copy; this builder cannot be used afterwards. */
    public NodeIndex build() {
        NodeIndex index = index();
        built = true;
        return index;
    }

    /** A copy of the index as it is now; this builder can go on growing. */
    public NodeIndex snapshot() {
        return numbers != null ? numberIndex().copy() : textIndex().copy();
    }

    private NodeIndex index() {
        return numbers != null ? numberIndex() : textIndex();
    }

    private NumberIndex numberIndex() {
        checkOpen();
        if (numbers == null) {
            throw InvalidInput.at("node index", "ids that are texts", "a number");
        }
        return numbers;
    }

    private TextIndex textIndex() {
        checkOpen();
        if (texts == null) {
            throw InvalidInput.at("node index", "ids that are numbers", "a text");
        }
        return texts;
    }

    private void checkOpen() {
        if (built) {
            throw new IllegalStateException("this node index is built; it cannot grow any more");
        }
    }
}
