package io.tgl.eval.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over scores in order, each as the 4 little-endian bytes of {@code floatToIntBits}. */
public final class ScoreDigest {
    private static final int CHUNK = 4096;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Nothing digested yet. */
    public ScoreDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds scores. */
    public void add(float[] scores) {
        for (float score : scores) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.putInt(Float.floatToIntBits(score));
        }
        flush();
    }

    /** Adds words as their 4 little-endian bytes each. */
    void addWords(int[] words) {
        for (int word : words) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.putInt(word);
        }
        flush();
    }

    private void flush() {
        buffer.flip();
        digest.update(buffer);
        buffer.clear();
    }

    /** The digest as 64 hexadecimal digits; starts anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
