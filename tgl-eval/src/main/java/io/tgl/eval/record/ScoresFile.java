package io.tgl.eval.record;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowMemory;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.io.FormatVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Every score of an evaluation as an Arrow IPC file, a row a score: {@code split} (text, dictionary-encoded), {@code seed},
 * {@code src}, {@code dst} (int32), {@code time} (int64), {@code candidate} (int32), {@code label} (int8: 1 positive,
 * 0 negative), {@code score} (float32). The rows of a query stand together and {@code candidate} counts them from 0;
 * queries stand in the order in which they were asked. {@link ScoredMetrics} computes all metrics from such a file, whoever
 * wrote it. The metadata carries {@link FormatVersion#KEY}.
 */
public final class ScoresFile {
    private static final int BATCH_ROWS = 1 << 16;
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final DictionaryEncoding SPLITS = new DictionaryEncoding(1, false, new ArrowType.Int(32, true));

    private ScoresFile() {}

    /** Hands over all rows. */
    @FunctionalInterface
    public interface Rows {
        /** Adds every row to the sink, in order. */
        void addTo(Sink sink) throws IOException;
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param splits names of all splits that will occur
     */
    public static void write(Path file, List<String> splits, Rows rows) {
        AtomicFile.write(file, out -> write(out, splits, rows));
    }

    private static void write(OutputStream out, List<String> splits, Rows rows) throws IOException {
        try (BufferAllocator allocator = ArrowMemory.allocator(Long.MAX_VALUE);
                VarCharVector names = dictionary(splits, allocator);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema(), allocator);
                ArrowFileWriter writer = new ArrowFileWriter(
                        root,
                        new DictionaryProvider.MapDictionaryProvider(new Dictionary(names, SPLITS)),
                        Channels.newChannel(out))) {
            writer.start();
            Sink sink = new Sink(root, writer, splits);
            rows.addTo(sink);
            sink.flush();
            writer.end();
        }
    }

    private static VarCharVector dictionary(List<String> splits, BufferAllocator allocator) {
        VarCharVector names = new VarCharVector("split", allocator);
        for (int i = 0; i < splits.size(); i++) {
            names.setSafe(i, splits.get(i).getBytes(StandardCharsets.UTF_8));
        }
        names.setValueCount(splits.size());
        return names;
    }

    private static Schema schema() {
        return new Schema(
                List.of(
                        new Field("split", new FieldType(false, INT32, SPLITS), null),
                        required("seed", INT32),
                        required("src", INT32),
                        required("dst", INT32),
                        required("time", new ArrowType.Int(64, true)),
                        required("candidate", INT32),
                        required("label", new ArrowType.Int(8, true)),
                        required("score", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE))),
                Map.of(FormatVersion.KEY, FormatVersion.CURRENT));
    }

    private static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    /** Takes rows and writes them batch by batch. */
    public static final class Sink {
        private final VectorSchemaRoot root;
        private final ArrowFileWriter writer;
        private final List<String> splits;
        private final IntVector split;
        private final IntVector seed;
        private final IntVector source;
        private final IntVector destination;
        private final BigIntVector time;
        private final IntVector candidate;
        private final TinyIntVector label;
        private final Float4Vector score;
        private int rows;

        private Sink(VectorSchemaRoot root, ArrowFileWriter writer, List<String> splits) {
            this.root = root;
            this.writer = writer;
            this.splits = List.copyOf(splits);
            this.split = (IntVector) root.getVector("split");
            this.seed = (IntVector) root.getVector("seed");
            this.source = (IntVector) root.getVector("src");
            this.destination = (IntVector) root.getVector("dst");
            this.time = (BigIntVector) root.getVector("time");
            this.candidate = (IntVector) root.getVector("candidate");
            this.label = (TinyIntVector) root.getVector("label");
            this.score = (Float4Vector) root.getVector("score");
            for (var vector : root.getFieldVectors()) {
                vector.setInitialCapacity(BATCH_ROWS);
                vector.allocateNew();
            }
        }

        /**
         * Adds a row.
         *
         * @param splitName one of the splits named at the start
         * @param runSeed seed of the run
         * @param from source node
         * @param to destination node
         * @param at time in ticks
         * @param number number of the candidate within its query, from 0
         * @param positive whether the link occurred
         * @param value the score
         */
        public void add(
                String splitName, long runSeed, int from, int to, long at, int number, boolean positive, float value)
                throws IOException {
            int splitNumber = splits.indexOf(splitName);
            if (splitNumber < 0 || runSeed != (int) runSeed || !Float.isFinite(value)) {
                throw InvalidInput.at(
                        "scores, row " + rows,
                        "a split of " + splits + ", a seed of 32 bits and a finite score",
                        "\"" + splitName + "\", " + runSeed + " and " + value);
            }
            split.set(rows, splitNumber);
            seed.set(rows, (int) runSeed);
            source.set(rows, from);
            destination.set(rows, to);
            time.set(rows, at);
            candidate.set(rows, number);
            label.set(rows, positive ? 1 : 0);
            score.set(rows, value);
            rows++;
            if (rows == BATCH_ROWS) {
                flush();
            }
        }

        private void flush() throws IOException {
            if (rows > 0) {
                root.setRowCount(rows);
                writer.writeBatch();
                rows = 0;
            }
        }
    }
}
