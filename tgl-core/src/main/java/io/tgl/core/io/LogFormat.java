package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of an event log: docs/event-log.md. */
final class LogFormat {
    static final int SEGMENT_HEADER = 32;
    static final int RECORD_HEADER = 28;
    static final int MAX_PAYLOAD = 1 << 30;

    private static final byte[] MAGIC = "TGLEVLOG".getBytes(StandardCharsets.US_ASCII);
    private static final int MAJOR = 1;
    private static final int MINOR = 0;
    private static final int MARKER = 0x4C4754A7;

    private LogFormat() {}

    static String segmentName(long sequence) {
        return String.format(Locale.ROOT, "log-%020d.tgl", sequence);
    }

    static byte[] segmentHeader(long firstSequence) {
        byte[] bytes = new byte[SEGMENT_HEADER];
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putShort((short) MAJOR).putShort((short) MINOR).putInt(0);
        header.putLong(firstSequence).putInt(0);
        header.putInt(crc(bytes, 0, header.position()));
        return bytes;
    }

    /** Checks the header of a segment and returns the sequence number of its first record. */
    static long firstSequence(Path file, byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw InvalidInput.at(file + ", position 0", "an event log", "other bytes");
        }
        if (header.getInt(SEGMENT_HEADER - 4) != crc(bytes, 0, SEGMENT_HEADER - 4)) {
            throw InvalidInput.at(file + ", position 0", "a header with its checksum", "a damaged one");
        }
        if (header.getShort(8) != MAJOR) {
            throw InvalidInput.at(file + ", position 8", "major version " + MAJOR, header.getShort(8));
        }
        return header.getLong(16);
    }

    /** Header and payload of a record, ready to be written. */
    static ByteBuffer record(long sequence, int kind, byte[] payload) {
        byte[] bytes = new byte[RECORD_HEADER + payload.length];
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(MARKER).putInt(payload.length).putLong(sequence).putInt(kind);
        record.putInt(crc(payload, 0, payload.length));
        record.putInt(crc(bytes, 0, record.position()));
        return record.put(payload).flip();
    }

    /** A record among the bytes of a segment. */
    record Found(long sequence, int kind, int payload, int length) {
        int end() {
            return payload + length;
        }
    }

    /** The whole record that begins at {@code at}, or null if there is none. */
    static @Nullable Found find(byte[] bytes, int at) {
        if (bytes.length - at < RECORD_HEADER) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = header.getInt(at + 4);
        boolean whole = header.getInt(at) == MARKER
                && length >= 0
                && length <= bytes.length - at - RECORD_HEADER
                && header.getInt(at + RECORD_HEADER - 4) == crc(bytes, at, RECORD_HEADER - 4)
                && header.getInt(at + 20) == crc(bytes, at + RECORD_HEADER, length);
        return whole ? new Found(header.getLong(at + 8), header.getInt(at + 16), at + RECORD_HEADER, length) : null;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
