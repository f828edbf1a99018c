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
}
