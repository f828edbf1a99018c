package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes an event stream as an Arrow IPC file or stream, to the schema that {@link ArrowEventReader} reads: {@code src}
 * and {@code dst} as int32 (dense ids, with {@code tgl.node_count} in the metadata, so that reading keeps them), int64
 * or utf8 (external ids of the node index), {@code time} as int64 with its tick in the metadata, and {@code relation},
 * {@code weight}, {@code label}, {@code features} where the stream has them. A subset of a stream is written as a table
 * of its own: event ids are not kept. Equal input gives equal bytes.
 *
 * <p>The metadata carries {@link FormatVersion#KEY}; its rule: readers accept every minor version of their own major
 * version and refuse a newer major version, naming both.
 */
public final class ArrowEventWriter {
    private static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private static final int MAX_FEATURE_VALUES = 1 << 28;

    /** Decides the columns; the first of the chunks. */
    private final EventStream events;

    private final Iterator<EventStream> further;
    private final long count;
    private final NodeIndex nodes;
    private final ArrowWriteOptions options;

    private ArrowEventWriter(
            EventStream events, Iterator<EventStream> further, long count, NodeIndex nodes, ArrowWriteOptions options) {
        this.events = events;
        this.further = further;
        this.count = count;
        this.nodes = nodes;
        this.options = options;
        if (nodes.size() < events.nodeCount()) {
            throw InvalidInput.at("node index", "at least " + events.nodeCount() + " nodes", nodes.size());
        }
    }

    /** Writes a file with dense ids as they are, uncompressed, whole or not at all. */
    public static void write(Path file, EventStream events) {
        write(file, events, NodeIndex.identity(events.nodeCount()), ArrowWriteOptions.USUAL);
    }

    /** Writes a file with the external ids of {@code nodes}, whole or not at all. */
    public static void write(Path file, EventStream events, NodeIndex nodes, ArrowWriteOptions options) {
        AtomicFile.write(file, out -> whole(events, nodes, options).writeTo(out));
    }

    /**
     * Writes a file of events that come chunk by chunk, with dense ids, whole or not at all, in the memory of one chunk.
     * All chunks have the columns, the node count and the granularity of the first one.
     *
     * @param count events of all chunks together; another number is an error
     */
    public static void write(Path file, Iterator<EventStream> chunks, long count, ArrowWriteOptions options) {
        AtomicFile.write(file, out -> {
            EventStream first = chunks.next();
            NodeIndex nodes = NodeIndex.identity(first.nodeCount());
            new ArrowEventWriter(first, chunks, count, nodes, options).writeTo(out);
        });
    }

    private static ArrowEventWriter whole(EventStream events, NodeIndex nodes, ArrowWriteOptions options) {
        return new ArrowEventWriter(events, Collections.emptyIterator(), events.size(), nodes, options);
    }

    /** Writes to a pipe or any other stream, which stays open. */
    public static void write(OutputStream out, EventStream events, NodeIndex nodes, ArrowWriteOptions options) {
        try {
            whole(events, nodes, options).writeTo(new UnclosedOutput(out));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write Arrow events: " + e.getMessage(), e);
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        try (BufferAllocator allocator = ArrowMemory.allocator(Long.MAX_VALUE);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema(), allocator);
                ArrowWriter writer = writer(root, Channels.newChannel(out))) {
            writer.start();
            long written = writeChunk(events, root, writer);
            while (further.hasNext()) {
                written += writeChunk(further.next(), root, writer);
            }
            if (written != count) {
                throw InvalidInput.at("chunks of events", count + " events in all", written);
            }
            writer.end();
        }
    }

    private long writeChunk(EventStream chunk, VectorSchemaRoot root, ArrowWriter writer) throws IOException {
        EventVectors vectors = new EventVectors(chunk, nodes, options.columns(), root);
        int batchRows = Math.min(
                options.batchRows(),
                MAX_FEATURE_VALUES / Math.max(1, chunk.features().width()));
        for (long from = 0; from < chunk.size(); from += batchRows) {
            vectors.fill((int) from, (int) Math.min(batchRows, chunk.size() - from));
            writer.writeBatch();
        }
        return chunk.size();
    }

    private ArrowWriter writer(VectorSchemaRoot root, WritableByteChannel channel) {
        CompressionUtil.CodecType codec = switch (options.compression()) {
            case NONE -> CompressionUtil.CodecType.NO_COMPRESSION;
            case ZSTD -> CompressionUtil.CodecType.ZSTD;
            case LZ4 -> CompressionUtil.CodecType.LZ4_FRAME;
        };
        DictionaryProvider none = new DictionaryProvider.MapDictionaryProvider();
        ArrowCodecs codecs = ArrowCodecs.INSTANCE;
        return options.format() == ArrowWriteOptions.Format.FILE
                ? new ArrowFileWriter(root, none, channel, Map.of(), IpcOption.DEFAULT, codecs, codec, Optional.empty())
                : new ArrowStreamWriter(root, none, channel, IpcOption.DEFAULT, codecs, codec, Optional.empty());
    }

    private Schema schema() {
        ColumnNames names = options.columns();
        ArrowType id = nodes.isIdentity() ? INT32 : nodes.isText() ? ArrowType.Utf8.INSTANCE : INT64;
        List<Field> fields = new ArrayList<>();
        fields.add(required(names.source(), id));
        fields.add(required(names.destination(), id));
        fields.add(required(names.time(), INT64));
        if (events.hasRelation()) {
            fields.add(required(names.relation(), INT32));
        }
        if (events.hasWeight()) {
            fields.add(required(names.weight(), FLOAT32));
        }
        if (events.hasLabel()) {
            fields.add(required(names.label(), FLOAT32));
        }
        if (!events.features().isAbsent()) {
            ArrowType list = new ArrowType.FixedSizeList(events.features().width());
            fields.add(new Field(names.features(), FieldType.notNullable(list), List.of(required("item", FLOAT32))));
        }
        return new Schema(fields, metadata());
    }

    private static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>(options.metadata());
        metadata.put(FormatVersion.KEY, FormatVersion.CURRENT);
        metadata.put(ArrowMetadata.WRITER, writerName());
        metadata.put(ArrowMetadata.EVENT_COUNT, Long.toString(count));
        metadata.put(ArrowMetadata.GRANULARITY, ArrowMetadata.spelling(events.granularity()));
        if (nodes.isIdentity()) {
            metadata.put(ArrowMetadata.NODE_COUNT, Integer.toString(nodes.size()));
        }
        return metadata;
    }

    private static String writerName() {
        String version = ArrowEventWriter.class.getPackage().getImplementationVersion();
        return "TGL for Java " + (version == null ? "(development)" : version);
    }
}
