package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.util.Map;

/**
 * How events are written to Arrow.
 *
 * @param format file (with a footer, for random access) or stream (for a pipe)
 * @param compression of the buffers
 * @param batchRows rows a record batch
 * @param columns names of the columns
 * @param metadata texts for the schema, such as source, citation and license; keys that start with {@code tgl.} belong
 *     to the library, which adds format version, writer, event count, time granularity and, for dense ids, the node
 *     count
 */
public record ArrowWriteOptions(
        Format format, Compression compression, int batchRows, ColumnNames columns, Map<String, String> metadata) {
    /** An IPC file without compression, batches of 65,536 rows. */
    public static final ArrowWriteOptions USUAL =
            new ArrowWriteOptions(Format.FILE, Compression.NONE, 1 << 16, ColumnNames.USUAL, Map.of());

    /** Refuses a batch size below 1 and keys of the library. */
    public ArrowWriteOptions {
        if (batchRows < 1) {
            throw InvalidInput.at("rows a record batch", "at least 1", batchRows);
        }
        for (String key : metadata.keySet()) {
            if (key.startsWith("tgl.")) {
                throw InvalidInput.at("metadata", "keys that do not start with tgl.", key);
            }
        }
        metadata = Map.copyOf(metadata);
    }

    /** The two IPC formats. */
    public enum Format {
        /** Random access format, with a footer. */
        FILE,
        /** Streaming format. */
        STREAM
    }

    /** Buffer compression of the IPC format. */
    public enum Compression {
        /** As they are: the fastest to read. */
        NONE,
        /** Zstandard. */
        ZSTD,
        /** LZ4 frames. */
        LZ4
    }

    /** The same in another format. */
    public ArrowWriteOptions withFormat(Format other) {
        return new ArrowWriteOptions(other, compression, batchRows, columns, metadata);
    }

    /** The same with another compression. */
    public ArrowWriteOptions withCompression(Compression other) {
        return new ArrowWriteOptions(format, other, batchRows, columns, metadata);
    }

    /** The same with another batch size. */
    public ArrowWriteOptions withBatchRows(int rows) {
        return new ArrowWriteOptions(format, compression, rows, columns, metadata);
    }

    /** The same with other names. */
    public ArrowWriteOptions withColumns(ColumnNames names) {
        return new ArrowWriteOptions(format, compression, batchRows, names, metadata);
    }

    /** The same with other texts. */
    public ArrowWriteOptions withMetadata(Map<String, String> texts) {
        return new ArrowWriteOptions(format, compression, batchRows, columns, texts);
    }
}
