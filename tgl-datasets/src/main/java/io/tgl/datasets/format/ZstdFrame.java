package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The header of a zstd frame (RFC 8878, section 3.1.1.1), checked before a decoder allocates what it claims: the content
 * against the caller's limit, the window against what the file can be worth.
 */
final class ZstdFrame {
    static final int MOST_HEADER_BYTES = 18;

    /** Every decoder must accept windows of this size. */
    private static final long USUAL_WINDOW = 8L << 20;

    private static final long MOST_WINDOW_PER_BYTE = 1 << 12;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};

    private ZstdFrame() {}

    static void check(Path file, byte[] head, long mostBytes) throws IOException {
        if (head.length < 6) {
            return;
        }
        int descriptor = head[4] & 0xFF;
        boolean singleSegment = (descriptor & 0x20) != 0;
        int at = 5;
        long window = 0;
        if (!singleSegment) {
            int exponent = (head[at] & 0xFF) >> 3;
            int mantissa = head[at] & 7;
            long base = 1L << (10 + exponent);
            window = base + base / 8 * mantissa;
            at++;
        }
        at += DICTIONARY_BYTES[descriptor & 3];
        int sizeCode = descriptor >> 6;
        int sizeBytes = sizeCode == 0 ? (singleSegment ? 1 : 0) : 1 << sizeCode;
        if (at + sizeBytes > head.length) {
            return;
        }
        long content = sizeCode == 1 ? 256 : 0;
        for (int i = 0; i < sizeBytes; i++) {
            content += (head[at + i] & 0xFFL) << (8 * i);
        }
        if (sizeBytes > 0 && (content < 0 || content > mostBytes)) {
            throw InvalidInput.at(
                    file + ", zstd frame",
                    "at most " + mostBytes + " bytes, decompressed",
                    Long.toUnsignedString(content) + " as it claims");
        }
        long worth = Math.max(USUAL_WINDOW, Files.size(file) * MOST_WINDOW_PER_BYTE);
        long needed = singleSegment ? content : window;
        if (needed > worth) {
            throw InvalidInput.at(
                    file + ", zstd frame", "a window of at most " + worth + " bytes for a file of its size", needed);
        }
    }
}
