package io.tgl.models.wire;

import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Answers as Arrow vectors: {@code src}, {@code dst} (int64 or utf8), {@code time} (int64, ticks), {@code score}
 * (float32), {@code position} (int64, the same in every row of a batch). None of them has nulls.
 */
public final class AnswerVectors {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private AnswerVectors() {}

    /**
     * The schema of answers.
     *
     * @param text whether external ids are texts
     * @param metadata facts of the stream, e.g. its first position
     */
    public static Schema schema(boolean text, Map<String, String> metadata) {
        ArrowType id = text ? ArrowType.Utf8.INSTANCE : INT64;
        return new Schema(
                List.of(
                        required("src", id),
                        required("dst", id),
                        required("time", INT64),
                        required("score", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
                        required("position", INT64)),
                new TreeMap<>(metadata));
    }

    static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    /** Puts answers into a root of {@link #schema}, in place of what it held. */
    public static void fill(VectorSchemaRoot root, Answers answers) {
        int n = answers.size();
        switch (answers.links()) {
            case Numbers(long[] source, long[] destination) -> {
                fill(root.getVector("src"), source);
                fill(root.getVector("dst"), destination);
            }
            case Texts(String[] source, String[] destination) -> {
                fill(root.getVector("src"), source);
                fill(root.getVector("dst"), destination);
            }
        }
        fill(root.getVector("time"), answers.time());
        Float4Vector score = (Float4Vector) root.getVector("score");
        score.allocateNew(n);
        for (int i = 0; i < n; i++) {
            score.set(i, answers.score()[i]);
        }
        long[] position = new long[n];
        Arrays.fill(position, answers.position());
        fill(root.getVector("position"), position);
        root.setRowCount(n);
    }

    static void fill(FieldVector vector, long[] values) {
        BigIntVector longs = (BigIntVector) vector;
        longs.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            longs.set(i, values[i]);
        }
    }

    static void fill(FieldVector vector, String[] values) {
        VarCharVector texts = (VarCharVector) vector;
        texts.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            texts.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
        }
    }
}
