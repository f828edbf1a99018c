package io.tgl.eval.testing;

import io.tgl.core.io.ArrowMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a client of {@code tgl stream} does: writes record batches of events, reads record batches of scores. */
public final class ArrowClient implements AutoCloseable {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final Schema SCHEMA = new Schema(List.of(
            field("src", INT64), field("dst", INT64), field("time", INT64), field("observe", ArrowType.Bool.INSTANCE)));

    private final BufferAllocator allocator = ArrowMemory.allocator(1 << 26);
    private final VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    private final ArrowStreamWriter writer;
    private final OutputStream out;

    private static Field field(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }

    /** Begins a stream: its schema goes out. */
    public ArrowClient(OutputStream out) throws IOException {
        this.out = out;
        this.writer = new ArrowStreamWriter(root, null, out);
        writer.start();
        out.flush();
    }

    /** Sends a batch of events. */
    public ArrowClient send(long[] source, long[] destination, long[] time) throws IOException {
        return send(source, destination, time, time.length);
    }

    /** Sends a batch whose first rows are events, the others only asked about. */
    public ArrowClient send(long[] source, long[] destination, long[] time, int events) throws IOException {
        fill(source, destination, time, events);
        writer.writeBatch();
        out.flush();
        return this;
    }

    /** Sends a batch whose row has no destination. */
    public ArrowClient sendWithout(int row, long[] source, long[] destination, long[] time) throws IOException {
        fill(source, destination, time, time.length);
        ((BigIntVector) root.getVector("dst")).setNull(row);
        writer.writeBatch();
        out.flush();
        return this;
    }

    private void fill(long[] source, long[] destination, long[] time, int events) {
        root.allocateNew();
        for (int i = 0; i < time.length; i++) {
            ((BigIntVector) root.getVector("src")).setSafe(i, source[i]);
            ((BigIntVector) root.getVector("dst")).setSafe(i, destination[i]);
            ((BigIntVector) root.getVector("time")).setSafe(i, time[i]);
            ((BitVector) root.getVector("observe")).setSafe(i, i < events ? 1 : 0);
        }
        root.setRowCount(time.length);
    }

    /** Ends the stream; the output stays open. */
    public void end() throws IOException {
        writer.end();
        out.flush();
    }

    @Override
    public void close() {
        root.close();
        allocator.close();
    }

    /** Bytes of a stream. */
    @FunctionalInterface
    public interface Content {
        /** Sends batches. */
        void send(ArrowClient client) throws IOException;
    }

    /** A whole stream. */
    public static byte[] stream(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowClient client = new ArrowClient(bytes)) {
            content.send(client);
            client.end();
        }
        return bytes.toByteArray();
    }

    /** The scores of one batch. */
    public record Scores(float[] score, long[] position) {}

    /** Reads answers as they come. */
    public static final class Answers implements AutoCloseable {
        private final BufferAllocator allocator = ArrowMemory.allocator(1 << 26);
        private final ArrowStreamReader reader;

        /** Answers that come through this. */
        public Answers(InputStream in) {
            reader = new ArrowStreamReader(in, allocator);
        }

        /** Events that the predictor had taken in when the stream began. */
        public long position() throws IOException {
            return Long.parseLong(
                    reader.getVectorSchemaRoot().getSchema().getCustomMetadata().getOrDefault("tgl.position", "-1"));
        }

        /** The next batch, of no rows if its events were refused; null at the end. */
        public Scores next() throws IOException {
            if (!reader.loadNextBatch()) {
                return null;
            }
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            float[] score = new float[root.getRowCount()];
            long[] position = new long[score.length];
            for (int i = 0; i < score.length; i++) {
                score[i] = ((Float4Vector) root.getVector("score")).get(i);
                position[i] = ((BigIntVector) root.getVector("position")).get(i);
            }
            return new Scores(score, position);
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                allocator.close();
            }
        }
    }

    /** All answers of a whole stream. */
    public static List<Scores> answers(byte[] bytes) throws IOException {
        List<Scores> all = new ArrayList<>();
        try (Answers answers = new Answers(new ByteArrayInputStream(bytes))) {
            for (Scores scores = answers.next(); scores != null; scores = answers.next()) {
                all.add(scores);
            }
        }
        return all;
    }
}
