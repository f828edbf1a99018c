package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over named arrays, in order of name, little-endian. Zeros at an array's end do not count: they are room for
 * nodes to come, which is no part of the state.
 */
final class StateDigest {
    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

    private StateDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String of(Map<String, Object> arrays) {
        StateDigest digest = new StateDigest();
        new TreeMap<>(arrays).forEach(digest::add);
        digest.flush();
        return HexFormat.of().formatHex(digest.digest.digest());
    }

    private void add(String name, Object array) {
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            room(1).put(b);
        }
        switch (array) {
            case float[] a -> {
                int n = a.length;
                while (n > 0 && Float.floatToRawIntBits(a[n - 1]) == 0) {
                    n--;
                }
                room(Integer.BYTES).putInt(n);
                for (int i = 0; i < n; i++) {
                    room(Integer.BYTES).putInt(Float.floatToIntBits(a[i]));
                }
            }
            case int[] a -> {
                int n = a.length;
                while (n > 0 && a[n - 1] == 0) {
                    n--;
                }
                room(Integer.BYTES).putInt(n);
                for (int i = 0; i < n; i++) {
                    room(Integer.BYTES).putInt(a[i]);
                }
            }
            case long[] a -> {
                int n = a.length;
                while (n > 0 && a[n - 1] == 0) {
                    n--;
                }
                room(Integer.BYTES).putInt(n);
                for (int i = 0; i < n; i++) {
                    room(Long.BYTES).putLong(a[i]);
                }
            }
            default -> throw InvalidInput.at("state array " + name, "float[], int[] or long[]", array.getClass());
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        digest.update(buffer.flip());
        buffer.clear();
    }
}
