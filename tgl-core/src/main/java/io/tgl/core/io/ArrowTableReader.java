package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Reads any table of numbers and texts from an Arrow IPC file or stream, record batch by record batch, as plain arrays.
 * Faults are refused with {@link InvalidInput}, which names file, row (from 0) and column. Event tables have a reader of
 * their own, {@link ArrowEventReader}. Not safe for use by several threads.
 */
public final class ArrowTableReader implements AutoCloseable {
    private static final long MAX_BATCH_BYTES = 1L << 30;

    private final String table;
    private final BufferAllocator allocator;
    private final IpcReader reader;
    private final int expectedBatches;
    private long firstRow;
    private int rows;

    private ArrowTableReader(String table, BufferAllocator allocator, IpcReader reader, int expectedBatches) {
        this.table = table;
        this.allocator = allocator;
        this.reader = reader;
        this.expectedBatches = expectedBatches;
    }

    /** Opens a file; it stands before the first record batch. */
    public static ArrowTableReader open(Path file) {
        InputFile.checked(file);
        String name = file.toString();
        try {
            IpcSource source = IpcSource.open(file);
            // Room for a compressed batch and what it decompresses to.
            BufferAllocator allocator = ArrowMemory.allocator(2 * MAX_BATCH_BYTES);
            IpcReader reader = new IpcReader(
                    name, source.channel(), allocator, MAX_BATCH_BYTES, source.messageBytes(), !source.endKnown());
            return new ArrowTableReader(name, allocator, reader, source.recordBatches());
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidInput(file + ": expected a whole Arrow footer, found a damaged one (" + e + ")", e);
        }
    }

    /** Goes to the next record batch; false at the end. */
    public boolean next() {
        return guarded(() -> {
            firstRow += rows;
            rows = 0;
            if (!reader.loadNextBatch()) {
                if (expectedBatches >= 0 && reader.recordBatches() != expectedBatches) {
                    throw InvalidInput.at(
                            table, expectedBatches + " record batches, as in its footer", reader.recordBatches());
                }
                return false;
            }
            rows = reader.getVectorSchemaRoot().getRowCount();
            return true;
        });
    }

    /** Rows of the present record batch. */
    public int rows() {
        return rows;
    }

    /** Number of the present record batch's first row. */
    public long firstRow() {
        return firstRow;
    }

    /** Texts of the schema's metadata, by key in ascending order; another format version is refused. */
    public Map<String, String> metadata() {
        return guarded(() -> {
            Map<String, String> custom =
                    reader.getVectorSchemaRoot().getSchema().getCustomMetadata();
            Map<String, String> metadata =
                    custom == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(custom));
            FormatVersion.check(table, metadata);
            return metadata;
        });
    }

    /** Whether there is a column of that name. */
    public boolean has(String column) {
        return guarded(() -> reader.getVectorSchemaRoot().getSchema().getFields().stream()
                .anyMatch(field -> field.getName().equals(column)));
    }

    /** A column of integers (or of times), without nulls. */
    public long[] longs(String column) {
        return guarded(() -> ArrowColumns.times(place(), column, vector(column), rows));
    }

    /** A column of lists of integers, without nulls. */
    public long[][] longLists(String column) {
        return guarded(() -> ArrowColumns.longLists(place(), column, vector(column), rows));
    }

    /** A column of finite numbers, without nulls. */
    public double[] doubles(String column) {
        return guarded(() -> {
            FieldVector vector = vector(column);
            return vector instanceof Float8Vector doubles ? finite(column, doubles) : widened(column, vector);
        });
    }

    private double[] finite(String column, Float8Vector vector) {
        ArrowColumns.checkComplete(place(), column, vector, rows);
        double[] out = new double[rows];
        for (int row = 0; row < rows; row++) {
            out[row] = vector.get(row);
            if (!Double.isFinite(out[row])) {
                throw place().refuse(row, column, "a finite number", out[row]);
            }
        }
        return out;
    }

    private double[] widened(String column, FieldVector vector) {
        float[] values = ArrowColumns.floats(place(), column, vector, rows);
        double[] out = new double[rows];
        for (int row = 0; row < rows; row++) {
            out[row] = values[row];
        }
        return out;
    }

    /** A column of texts, dictionary-encoded or not, without nulls. */
    public String[] texts(String column) {
        return guarded(() -> {
            FieldVector vector = vector(column);
            return switch (IdColumn.read(place(), column, vector, rows, reader)) {
                case IdColumn.Texts texts -> texts.values();
                default ->
                    throw place().refuse(column, "texts", vector.getField().getType());
            };
        });
    }

    private TablePlace place() {
        return new TablePlace(table, firstRow);
    }

    private FieldVector vector(String name) throws IOException {
        List<Field> fields = reader.getVectorSchemaRoot().getSchema().getFields();
        List<Field> named =
                fields.stream().filter(field -> field.getName().equals(name)).toList();
        if (named.size() == 1) {
            return reader.getVectorSchemaRoot().getVector(fields.indexOf(named.getFirst()));
        }
        throw InvalidInput.at(
                table,
                "one column '" + name + "'",
                named.isEmpty() ? "only " + fields.stream().map(Field::getName).toList() : named.size());
    }

    /** What Arrow may do. */
    @FunctionalInterface
    private interface ArrowCall<T> {
        T call() throws IOException;
    }

    /** Arrow reports damaged bytes with whatever exception they run into first. */
    private <T> T guarded(ArrowCall<T> call) {
        try {
            return call.call();
        } catch (InvalidInput e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InvalidInput(table + ": expected whole Arrow IPC data, found damaged data (" + e + ")", e);
        }
    }

    /** Gives back all memory and closes the file. */
    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new InvalidInput(table + ": expected a source that closes, found " + e.getMessage(), e);
        } finally {
            reader.releaseLeftovers();
            allocator.close();
        }
    }
}
