package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Swaps of weights as payloads of log records: docs/event-log.md, kind 3. */
final class SwapRecords {
    private SwapRecords() {}

    record Swap(long atEvent, Map<String, float[]> parameters) {}

    static byte[] encode(long atEvent, Map<String, float[]> parameters) {
        long size = 12;
        for (Map.Entry<String, float[]> entry : parameters.entrySet()) {
            size += 8L + utf8(entry.getKey()).length + 4L * entry.getValue().length;
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(atEvent).putInt(parameters.size());
        parameters.forEach((name, values) -> {
            out.putInt(utf8(name).length).put(utf8(name)).putInt(values.length);
            for (float value : values) {
                out.putFloat(value);
            }
        });
        return out.array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Swap decode(byte[] payload, String where) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        try {
            long atEvent = in.getLong();
            int count = in.getInt();
            Map<String, float[]> parameters = new LinkedHashMap<>();
            for (int p = 0; p < count; p++) {
                byte[] name = new byte[length(in, 1)];
                in.get(name);
                float[] values = new float[length(in, Float.BYTES)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.getFloat();
                }
                parameters.put(new String(name, StandardCharsets.UTF_8), values);
            }
            return new Swap(atEvent, parameters);
        } catch (BufferUnderflowException e) {
            throw new InvalidInput(where + ": expected whole parameters, found some that end early", e);
        }
    }

    private static int length(ByteBuffer in, int each) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining() / each) {
            throw new BufferUnderflowException();
        }
        return length;
    }
}
