package io.tgl.models.wire;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.ArrowEventDecoder;
import io.tgl.core.io.ArrowReadOptions;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the record batches of one stream. Columns as {@link io.tgl.core.io.ArrowEventReader} has them ({@code src},
 * {@code dst}, {@code time}; {@code relation} as integers, {@code weight}, {@code label}, {@code features}), and {@link
 * #OBSERVE}. A batch is accepted whole or refused whole with {@link InvalidInput}, which names stream, batch, row (both
 * from 0) and column; the columns must stay those of the first batch. One decoder a stream; for one thread.
 */
public final class WireDecoder {
    /** Optional column of bools: false for a row that is only asked about, not an event. */
    public static final String OBSERVE = "observe";

    private final String stream;
    private final WireLimits limits;
    private final ArrowEventDecoder decoder;
    private long batches;

    /** A decoder for a stream that messages call by this name. */
    public WireDecoder(String stream, WireLimits limits) {
        this.stream = stream;
        this.limits = limits;
        this.decoder = new ArrowEventDecoder(stream, ArrowReadOptions.USUAL.withGranularity(limits.tick()));
    }

    /** Batches so far, refused ones among them. */
    public long batches() {
        return batches;
    }

    /** Decodes what the root holds now; the root stays the caller's. */
    public WireBatch decode(VectorSchemaRoot root, DictionaryProvider dictionaries) {
        String place = stream + ", batch " + batches++;
        if (root.getRowCount() > limits.maxRows()) {
            throw InvalidInput.at(place, "at most " + limits.maxRows() + " rows", root.getRowCount());
        }
        checkRelation(place, root);
        ArrivingEvents all = inTicks(place, decoder.decodeArriving(root, dictionaries));
        int[] row = observedRows(place, root);
        return new WireBatch(place, all.ids(), all.time(), row.length == all.size() ? all : all.rows(row), row);
    }

    /** Names would be numbered anew by every stream. */
    private static void checkRelation(String place, VectorSchemaRoot root) {
        Field relation = field(root, "relation");
        if (relation != null
                && (relation.getDictionary() != null
                        || !relation.getType().getTypeID().name().equals("Int"))) {
            throw InvalidInput.at(place + ", column relation", "integers", relation.getType());
        }
    }

    private static @Nullable Field field(VectorSchemaRoot root, String name) {
        List<Field> fields = root.getSchema().getFields();
        return fields.stream()
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private ArrivingEvents inTicks(String place, ArrivingEvents events) {
        TimeGranularity unit = decoder.granularity();
        long from = unit.nanoseconds();
        long to = limits.tick().nanoseconds();
        if (from == to || from == 0 || to == 0) {
            return events;
        }
        long[] time = new long[events.size()];
        for (int i = 0; i < time.length; i++) {
            time[i] = converted(events.time()[i], from, to);
            if (time[i] == Long.MIN_VALUE) {
                throw InvalidInput.at(
                        place + ", row " + i + ", column time",
                        "a whole number of the model's ticks, " + limits.tick(),
                        events.time()[i] + " " + unit);
            }
        }
        return events.withTime(time);
    }

    /** Time in the other unit, {@link Long#MIN_VALUE} if there is none; one unit divides the other. */
    private static long converted(long time, long from, long to) {
        if (from >= to) {
            long factor = from / to;
            return Math.abs(time) <= Long.MAX_VALUE / factor && time != Long.MIN_VALUE ? time * factor : Long.MIN_VALUE;
        }
        return time % (to / from) == 0 ? time / (to / from) : Long.MIN_VALUE;
    }

    private static int[] observedRows(String place, VectorSchemaRoot root) {
        int n = root.getRowCount();
        FieldVector vector = field(root, OBSERVE) == null ? null : root.getVector(OBSERVE);
        if (vector == null) {
            return IntStream.range(0, n).toArray();
        }
        String where = place + ", column " + OBSERVE;
        if (!(vector instanceof BitVector flags) || vector.getValueCount() != n) {
            throw InvalidInput.at(where, n + " bools", vector.getField().getType());
        }
        for (int i = 0; i < n; i++) {
            if (flags.isNull(i)) {
                throw InvalidInput.at(place + ", row " + i + ", column " + OBSERVE, "a bool", "null");
            }
        }
        return IntStream.range(0, n).filter(i -> flags.get(i) != 0).toArray();
    }
}
