package io.tgl.core.io;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses to the LZ4 frame format (LZ4 frame format 1.6, block format of the same project): independent blocks of 4
 * MiB, no checksums, greedy matches from one hash table. Here because the encoder that Arrow brings along needs minutes
 * for a few megabytes of integers.
 */
final class Lz4Encoder {
    private static final byte[] HEADER = {0x04, 0x22, 0x4D, 0x18, 0x60, 0x70, 0x73};
    private static final int BLOCK_BYTES = 1 << 22;
    private static final int STORED = 1 << 31;
    private static final int HASH_BITS = 14;
    private static final int MIN_MATCH = 4;
    private static final int MAX_DISTANCE = 65_535;
    /** The format wants the last 5 bytes as literals and no match to start in the last 12. */
    private static final int TAIL_LITERALS = 5;

    private static final int TAIL_WITHOUT_MATCH = 12;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] in;
    private final int[] table = new int[1 << HASH_BITS];
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    private Lz4Encoder(byte[] in) {
        this.in = in;
    }

    static byte[] compress(byte[] in) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(HEADER);
        Lz4Encoder encoder = new Lz4Encoder(in);
        for (int from = 0; from < in.length; from += BLOCK_BYTES) {
            int to = Math.min(in.length, from + BLOCK_BYTES);
            encoder.compressBlock(from, to);
            if (encoder.block.size() < to - from) {
                writeInt(frame, encoder.block.size());
                frame.writeBytes(encoder.block.toByteArray());
            } else {
                writeInt(frame, (to - from) | STORED);
                frame.write(in, from, to - from);
            }
        }
        writeInt(frame, 0);
        return frame.toByteArray();
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }

    private void compressBlock(int from, int to) {
        block.reset();
        Arrays.fill(table, -1);
        int literals = from;
        int at = from;
        int misses = 0;
        while (at < to - TAIL_WITHOUT_MATCH) {
            int word = (int) INT.get(in, at);
            int slot = (word * 0x9E3779B1) >>> (32 - HASH_BITS);
            int candidate = table[slot];
            table[slot] = at;
            if (candidate >= 0 && at - candidate <= MAX_DISTANCE && (int) INT.get(in, candidate) == word) {
                int length = matchLength(candidate, at, to - TAIL_LITERALS);
                writeSequence(literals, at, at - candidate, length);
                at += length;
                literals = at;
                misses = 0;
            } else {
                // Steps grow where nothing matches, so that incompressible data pass quickly.
                at += 1 + (misses++ >>> 6);
            }
        }
        writeToken(to - literals, 0);
        block.write(in, literals, to - literals);
    }

    private int matchLength(int candidate, int at, int limit) {
        int length = MIN_MATCH;
        while (at + length < limit && in[candidate + length] == in[at + length]) {
            length++;
        }
        return length;
    }

    private void writeSequence(int literals, int at, int distance, int length) {
        int rest = length - MIN_MATCH;
        writeToken(at - literals, rest);
        block.write(in, literals, at - literals);
        block.write(distance);
        block.write(distance >>> 8);
        writeLength(rest);
    }

    private void writeToken(int literals, int matchRest) {
        block.write(Math.min(literals, 15) << 4 | Math.min(matchRest, 15));
        writeLength(literals);
    }

    /** What a token's four bits cannot say: the rest over 15 in bytes of 255 and a last smaller one. */
    private void writeLength(int length) {
        if (length < 15) {
            return;
        }
        int rest = length - 15;
        for (; rest >= 255; rest -= 255) {
            block.write(255);
        }
        block.write(rest);
    }
}
