package io.tgl.core.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Keys of independent random streams: one for each seed and path (parameter or operation name). */
public final class RandomStreams {
    private RandomStreams() {}

    /** The Philox key of a stream: the first 8 bytes, little-endian, of SHA-256 over the seed (8 bytes) and the path. */
    public static long key(long seed, String path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, seed));
            byte[] hash = digest.digest(path.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Standard normal numbers for initialisers: element i is sqrt(-2 ln u) cos(2 pi v) in double ({@code StrictMath}),
     * rounded to float, with u = (w0 + 1) / 2^32 and v = w1 / 2^32 of the first two words, unsigned, of the Philox block
     * of counter (first + i, 0, 0).
     */
    public static void normals(long key, long first, float[] out, int offset, int length) {
        int[] words = new int[4];
        for (int i = 0; i < length; i++) {
            Philox.block(key, first + i, 0, 0, words);
            double u = (Integer.toUnsignedLong(words[0]) + 1) * 0x1p-32;
            double v = Integer.toUnsignedLong(words[1]) * 0x1p-32;
            out[offset + i] = (float) (Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v));
        }
    }
}
