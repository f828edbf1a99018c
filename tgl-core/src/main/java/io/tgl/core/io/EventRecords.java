package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Ids;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Batches of arriving events as payloads of log records: docs/event-log.md, kind 1. */
public final class EventRecords {
    private static final int TEXTS = 1;
    private static final int WEIGHTS = 2;
    private static final int LABELS = 4;
    private static final int RELATIONS = 8;
    private static final int HEAD = 12;

    private EventRecords() {}

    /** The payload of a batch. */
    public static byte[] encode(ArrivingEvents events) {
        byte[][] texts = events.ids() instanceof Texts ids ? utf8(ids) : new byte[0][];
        long size = HEAD + 8L * events.size() + 4L * events.features().length;
        for (byte[] text : texts) {
            size += 4L + text.length;
        }
        size += events.ids() instanceof Numbers ? 16L * events.size() : 0;
        int columns = (events.weight() == null ? 0 : WEIGHTS)
                | (events.label() == null ? 0 : LABELS)
                | (events.relation() == null ? 0 : RELATIONS);
        size += 4L * events.size() * Integer.bitCount(columns);
        if (size > LogFormat.MAX_PAYLOAD) {
            throw InvalidInput.at("batch", "at most " + LogFormat.MAX_PAYLOAD + " bytes", size);
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(events.size()).putInt(events.featureWidth());
        out.putInt(columns | (events.ids() instanceof Texts ? TEXTS : 0));
        if (events.ids() instanceof Numbers numbers) {
            put(out, numbers.source());
            put(out, numbers.destination());
        }
        for (byte[] text : texts) {
            out.putInt(text.length).put(text);
        }
        put(out, events.time());
        put(out, events.features());
        if (events.weight() != null) {
            put(out, events.weight());
        }
        if (events.label() != null) {
            put(out, events.label());
        }
        if (events.relation() != null) {
            for (int relation : events.relation()) {
                out.putInt(relation);
            }
        }
        return out.array();
    }

    private static byte[][] utf8(Texts ids) {
        int n = ids.size();
        byte[][] texts = new byte[2 * n][];
        for (int i = 0; i < n; i++) {
            texts[i] = ids.source()[i].getBytes(StandardCharsets.UTF_8);
            texts[n + i] = ids.destination()[i].getBytes(StandardCharsets.UTF_8);
        }
        return texts;
    }

    private static void put(ByteBuffer out, long[] values) {
        for (long value : values) {
            out.putLong(value);
        }
    }

    private static void put(ByteBuffer out, float[] values) {
        for (float value : values) {
            out.putFloat(value);
        }
    }

    /**
     * The batch of a payload.
     *
     * @param where file and position, for messages
     */
    public static ArrivingEvents decode(byte[] payload, String where) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int n = in.getInt();
            int width = in.getInt();
            int flags = in.getInt();
            if (n < 0 || width < 0 || 8L * n + 4L * n * width > payload.length || flags >>> 4 != 0) {
                throw InvalidInput.at(where, "a batch", n + " events of " + width + " features, flags " + flags);
            }
            Ids ids = (flags & TEXTS) == 0
                    ? new Numbers(longs(in, n), longs(in, n))
                    : new Texts(texts(in, n), texts(in, n));
            long[] time = longs(in, n);
            float[] features = floats(in, n * width);
            float @Nullable [] weight = (flags & WEIGHTS) == 0 ? null : floats(in, n);
            float @Nullable [] label = (flags & LABELS) == 0 ? null : floats(in, n);
            int @Nullable [] relation = (flags & RELATIONS) == 0 ? null : ints(in, n);
            if (in.hasRemaining()) {
                throw InvalidInput.at(where, "a batch of " + in.position() + " bytes", payload.length);
            }
            return new ArrivingEvents(ids, time, features, width, weight, label, relation);
        } catch (BufferUnderflowException e) {
            throw new InvalidInput(where + ": expected a whole batch, found one that ends early", e);
        }
    }

    private static long[] longs(ByteBuffer in, int n) {
        long[] values = new long[n];
        in.asLongBuffer().get(values);
        in.position(in.position() + 8 * n);
        return values;
    }

    private static float[] floats(ByteBuffer in, int n) {
        float[] values = new float[n];
        in.asFloatBuffer().get(values);
        in.position(in.position() + 4 * n);
        return values;
    }

    private static int[] ints(ByteBuffer in, int n) {
        int[] values = new int[n];
        in.asIntBuffer().get(values);
        in.position(in.position() + 4 * n);
        return values;
    }

    private static String[] texts(ByteBuffer in, int n) {
        String[] values = new String[n];
        for (int i = 0; i < n; i++) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] text = new byte[length];
            in.get(text);
            values[i] = new String(text, StandardCharsets.UTF_8);
        }
        return values;
    }
}
