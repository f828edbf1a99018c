package io.tgl.models.wire;

import io.tgl.core.io.ArrowMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes an Arrow IPC stream as a client would. */
final class Feed {
    static final ArrowType INT64 = new ArrowType.Int(64, true);
    static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

    private Feed() {}

    static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }

    static Field list(String name, int width) {
        return new Field(
                name,
                FieldType.nullable(new ArrowType.FixedSizeList(width)),
                List.of(new Field("item", FieldType.nullable(FLOAT32), null)));
    }

    /** Source, destination, time. */
    static Schema plain(ArrowType id) {
        return new Schema(List.of(field("src", id), field("dst", id), field("time", INT64)));
    }

    /** A stream of as many batches as there are fillers, with its end. */
    static byte[] stream(Schema schema, List<Consumer<VectorSchemaRoot>> batches) {
        return bytes(schema, batches, true);
    }

    static byte[] bytes(Schema schema, List<Consumer<VectorSchemaRoot>> batches, boolean end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BufferAllocator allocator = ArrowMemory.allocator(1 << 26);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out);
            writer.start();
            for (Consumer<VectorSchemaRoot> batch : batches) {
                root.allocateNew();
                batch.accept(root);
                writer.writeBatch();
            }
            if (end) {
                writer.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
