package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowMemory;
import io.tgl.core.io.ArrowTableReader;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.io.FormatVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Stored negatives as an Arrow IPC file ({@code docs/negatives.md}): a row a positive with {@code split} (text), {@code src},
 * {@code dst} (int32, dense node numbers), {@code time} (int64) and {@code negatives} (list of int32). The metadata says how
 * they were made, of which data, and how many rows a split has, so that a file that lost some is refused.
 */
public final class NegativesFile {
    private static final String LABEL = "tgl.negatives";
    private static final String DATA = "tgl.data";
    private static final String CHECKSUM = "tgl.data_sha256";
    private static final String ROWS = "tgl.rows.";
    private static final int BATCH_VALUES = 1 << 22;
    private static final int BATCH_ROWS = 1 << 16;
    private static final ArrowType INT32 = new ArrowType.Int(32, true);

    private NegativesFile() {}

    /**
     * What a file holds.
     *
     * @param lists the splits' lists, in the file's order
     * @param label how they were made, e.g. "hist_rnd, 20 a positive, seed 42"
     * @param data name of the data
     * @param sha256 checksum of the data's events; empty if the file does not say
     */
    public record Content(List<StoredNegatives> lists, String label, String data, String sha256) {
        /** Copies the list. */
        public Content {
            lists = List.copyOf(lists);
        }

        /** Refuses negatives that were made of other events. */
        public void requireData(String where, String expected) {
            if (!sha256.isEmpty() && !sha256.equals(expected)) {
                throw InvalidInput.at(
                        where, "negatives of events with the checksum " + expected, data + " with " + sha256);
            }
        }
    }

    /** Writes a file, whole or not at all; equal input gives equal bytes. */
    public static void write(Path file, Content content) {
        AtomicFile.write(file, out -> write(out, content));
    }

    private static void write(OutputStream out, Content content) throws IOException {
        try (BufferAllocator allocator = ArrowMemory.allocator(Long.MAX_VALUE);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema(content), allocator);
                ArrowFileWriter writer = new ArrowFileWriter(
                        root, new DictionaryProvider.MapDictionaryProvider(), Channels.newChannel(out))) {
            writer.start();
            for (StoredNegatives lists : content.lists) {
                int row = 0;
                while (row < lists.size()) {
                    row = fill(root, lists, row);
                    writer.writeBatch();
                }
            }
            writer.end();
        }
    }

    /** Fills a record batch from a row on; the row after it. */
    private static int fill(VectorSchemaRoot root, StoredNegatives lists, int first) {
        int to = first;
        long values = 0;
        while (to < lists.size()
                && to - first < BATCH_ROWS
                && (to == first || values + lists.count(to) <= BATCH_VALUES)) {
            values += lists.count(to++);
        }
        root.clear();
        VarCharVector split = (VarCharVector) root.getVector("split");
        IntVector source = (IntVector) root.getVector("src");
        IntVector destination = (IntVector) root.getVector("dst");
        BigIntVector time = (BigIntVector) root.getVector("time");
        ListVector negatives = (ListVector) root.getVector("negatives");
        IntVector item = (IntVector) negatives.getDataVector();
        item.allocateNew((int) values);
        negatives.setInitialCapacity(to - first);
        byte[] name = lists.split().getBytes(StandardCharsets.UTF_8);
        int at = 0;
        for (int row = first; row < to; row++) {
            int i = row - first;
            split.setSafe(i, name);
            source.setSafe(i, lists.source(row));
            destination.setSafe(i, lists.destination(row));
            time.setSafe(i, lists.time(row));
            negatives.startNewValue(i);
            for (int negative : lists.list(row)) {
                item.set(at++, negative);
            }
            negatives.endValue(i, lists.count(row));
        }
        item.setValueCount(at);
        root.setRowCount(to - first);
        return to;
    }

    private static Schema schema(Content content) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(FormatVersion.KEY, FormatVersion.CURRENT);
        metadata.put(LABEL, content.label);
        metadata.put(DATA, content.data);
        metadata.put(CHECKSUM, content.sha256);
        content.lists.forEach(lists -> metadata.put(ROWS + lists.split(), Integer.toString(lists.size())));
        return new Schema(
                List.of(
                        required("split", ArrowType.Utf8.INSTANCE),
                        required("src", INT32),
                        required("dst", INT32),
                        required("time", new ArrowType.Int(64, true)),
                        new Field(
                                "negatives",
                                FieldType.notNullable(ArrowType.List.INSTANCE),
                                List.of(required("item", INT32)))),
                metadata);
    }

    private static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    /**
     * Reads a file.
     *
     * @param nodeCount ids are below
     * @throws InvalidInput naming file and row
     */
    public static Content read(Path file, int nodeCount) {
        Map<String, StoredNegatives.Builder> splits = new LinkedHashMap<>();
        try (ArrowTableReader table = ArrowTableReader.open(file)) {
            Map<String, String> metadata = table.metadata();
            while (table.next()) {
                add(file.toString(), table, nodeCount, splits);
            }
            metadata.forEach((key, value) -> {
                if (key.startsWith(ROWS)) {
                    String split = key.substring(ROWS.length());
                    StoredNegatives.Builder found = splits.computeIfAbsent(
                            split, name -> new StoredNegatives.Builder(name, file.toString(), nodeCount));
                    if (!value.equals(Integer.toString(found.size()))) {
                        throw InvalidInput.at(
                                file + ", split " + split, value + " rows, as its metadata say", found.size());
                    }
                }
            });
            if (splits.isEmpty()) {
                throw InvalidInput.at(file.toString(), "negatives", "no row");
            }
            return new Content(
                    splits.values().stream().map(StoredNegatives.Builder::build).toList(),
                    metadata.getOrDefault(LABEL, "stored"),
                    metadata.getOrDefault(DATA, "unnamed data"),
                    metadata.getOrDefault(CHECKSUM, ""));
        }
    }

    private static void add(
            String file, ArrowTableReader table, int nodeCount, Map<String, StoredNegatives.Builder> splits) {
        String[] split = table.texts("split");
        long[] source = table.longs("src");
        long[] destination = table.longs("dst");
        long[] time = table.longs("time");
        long[][] lists = table.longLists("negatives");
        for (int row = 0; row < split.length; row++) {
            String where = file + ", row " + (table.firstRow() + row);
            int[] list = new int[lists[row].length];
            for (int i = 0; i < list.length; i++) {
                list[i] = node(where + ", negative " + i, lists[row][i], nodeCount);
            }
            splits.computeIfAbsent(split[row], name -> new StoredNegatives.Builder(name, file, nodeCount))
                    .add(
                            node(where + ", src", source[row], nodeCount),
                            node(where + ", dst", destination[row], nodeCount),
                            time[row],
                            list);
        }
    }

    static int node(String where, long id, int nodeCount) {
        if (id < 0 || id >= nodeCount) {
            throw InvalidInput.at(where, "a node from 0 to " + (nodeCount - 1), id);
        }
        return (int) id;
    }
}
