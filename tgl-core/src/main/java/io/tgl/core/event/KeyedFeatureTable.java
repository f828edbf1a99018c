package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Feature rows that come and go, by number: those of the events or nodes of a live stream. A row that was never set, or
 * was dropped, is zeros. The place of a dropped row is used again, so that memory follows the rows that are held. A row
 * is held as often as it was asked for ({@link #hold}) and dropped when the last holder lets go. Not to be read while it
 * changes.
 */
public final class KeyedFeatureTable extends FeatureTable {
    private static final int CHUNK_ROWS = 1 << 10;

    private final Int2IntOpenHashMap places = new Int2IntOpenHashMap();
    private final List<float[]> chunks = new ArrayList<>();
    private final IntArrayList free = new IntArrayList();
    private int[] holders = new int[0];
    private int used;

    /**
     * An empty table.
     *
     * @param rows what {@link #rows} says: how many rows a user of the table should be ready for at first
     */
    public KeyedFeatureTable(int rows, int width) {
        super(rows, width, new float[0][]);
        places.defaultReturnValue(-1);
    }

    /** Writes a row for a first holder; a NaN or an infinity is refused. */
    @Override
    public void setRow(int row, float[] values, int offset) {
        hold(row, values, offset, 1);
    }

    /** Writes a row for {@code count} holders. */
    public void hold(int row, float[] values, int offset, int count) {
        if (width() == 0) {
            return;
        }
        checkFinite(row, values, offset);
        int place = places.get(row);
        if (place < 0) {
            place = free.isEmpty() ? used++ : free.removeInt(free.size() - 1);
            places.put(row, place);
            makeRoom();
        }
        holders[place] = count;
        System.arraycopy(values, offset, chunks.get(place / CHUNK_ROWS), place % CHUNK_ROWS * width(), width());
    }

    private void makeRoom() {
        if (used > holders.length) {
            holders = Arrays.copyOf(holders, Math.max(CHUNK_ROWS, holders.length * 2));
        }
        if (chunks.size() * CHUNK_ROWS < used) {
            chunks.add(new float[CHUNK_ROWS * width()]);
        }
    }

    /** One holder lets go of a row; a row that is not there is none of its business. */
    public void release(int row) {
        int place = places.get(row);
        if (place >= 0 && --holders[place] == 0) {
            places.remove(row);
            free.add(place);
        }
    }

    /** Drops a row whoever holds it. */
    public void drop(int row) {
        int place = places.remove(row);
        if (place >= 0) {
            free.add(place);
        }
    }

    /** Rows held now. */
    public int held() {
        return places.size();
    }

    @Override
    public void copyRow(int row, float[] target, int offset) {
        int place = row < 0 ? -1 : places.get(row);
        if (place < 0) {
            Arrays.fill(target, offset, offset + width(), 0f);
        } else {
            System.arraycopy(chunks.get(place / CHUNK_ROWS), place % CHUNK_ROWS * width(), target, offset, width());
        }
    }

    /** The held rows under other numbers, e.g. because numbers ran out; a row without a new number is dropped. */
    public void renumber(int[] ascending, int[] number) {
        Int2IntOpenHashMap before = places.clone();
        places.clear();
        before.int2IntEntrySet().forEach(entry -> {
            int at = Arrays.binarySearch(ascending, entry.getIntKey());
            if (at >= 0) {
                places.put(number[at], entry.getIntValue());
            } else {
                free.add(entry.getIntValue());
            }
        });
        // What place is given out next does not show anywhere, but two runs should not differ even there.
        free.sort(null);
    }

    /** A copy as named arrays, rows in ascending order of their numbers. */
    public Map<String, Object> state() {
        int[] rows = places.keySet().toIntArray();
        Arrays.sort(rows);
        float[] values = new float[Math.multiplyExact(rows.length, width())];
        int[] holding = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            copyRow(rows[i], values, i * width());
            holding[i] = holders[places.get(rows[i])];
        }
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("row", rows);
        arrays.put("holders", holding);
        arrays.put("values", values);
        return arrays;
    }

    /**
     * Back to what {@link #state} gave.
     *
     * @throws InvalidInput if an array is missing or of another size; nothing has changed then
     */
    public void restore(Map<String, Object> state) {
        int[] rows = StateArrays.ints(state, "row");
        int[] holding = StateArrays.ints(state, "holders");
        float[] values = StateArrays.floats(state, "values");
        StateArrays.requireLength("holders", rows.length, holding.length);
        StateArrays.requireLength("values", (long) rows.length * width(), values.length);
        places.clear();
        free.clear();
        used = 0;
        for (int i = 0; i < rows.length; i++) {
            hold(rows[i], values, i * width(), holding[i]);
        }
    }
}
