package io.tgl.datasets.catalog;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * SHA-256 of a stream's events: a name for the data that depends neither on the file's format nor on its compression.
 * Digested are, little-endian: the text {@code tgl-events-1} followed by the granularity's name and a zero byte, the
 * numbers of nodes and of events (int32 each), one byte of flags (1 weight, 2 label, 4 relation), the feature width
 * (int32), then event by event: source, destination (int32), time (int64), and as far as present weight, label (float32),
 * relation (int32), features (float32).
 */
public final class EventDigest {
    private static final int FIXED_BYTES = 28;

    private EventDigest() {}

    /** The checksum, 64 hexadecimal digits. */
    public static String sha256(EventStream events) {
        MessageDigest digest = sha256();
        FeatureTable features = events.features();
        int flags = (events.hasWeight() ? 1 : 0) | (events.hasLabel() ? 2 : 0) | (events.hasRelation() ? 4 : 0);
        digest.update(("tgl-events-1" + events.granularity() + "\0").getBytes(StandardCharsets.UTF_8));
        ByteBuffer row = ByteBuffer.allocate(FIXED_BYTES + Float.BYTES * features.width())
                .order(ByteOrder.LITTLE_ENDIAN);
        put(
                digest,
                row,
                b -> b.putInt(events.nodeCount())
                        .putInt(events.size())
                        .put((byte) flags)
                        .putInt(features.width()));
        float[] values = new float[features.width()];
        for (int i = 0; i < events.size(); i++) {
            int event = i;
            put(digest, row, b -> event(events, event, values, b));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void event(EventStream events, int i, float[] values, ByteBuffer row) {
        row.putInt(events.source(i)).putInt(events.destination(i)).putLong(events.time(i));
        if (events.hasWeight()) {
            row.putInt(Float.floatToIntBits(events.weight(i)));
        }
        if (events.hasLabel()) {
            row.putInt(Float.floatToIntBits(events.label(i)));
        }
        if (events.hasRelation()) {
            row.putInt(events.relation(i));
        }
        events.features().copyRow(events.eventId(i), values, 0);
        for (float value : values) {
            row.putInt(Float.floatToIntBits(value));
        }
    }

    private static void put(MessageDigest digest, ByteBuffer row, Consumer<ByteBuffer> content) {
        row.clear();
        content.accept(row);
        digest.update(row.flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
