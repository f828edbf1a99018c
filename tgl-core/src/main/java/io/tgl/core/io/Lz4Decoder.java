package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes the LZ4 frame format (LZ4 frame format 1.6, block format of the same project), checksums unread: the format
 * that pyarrow compresses to by default. Here because the decoder that Arrow brings along is 10 times slower and
 * allocates whatever length the bytes claim. Damaged bytes end in {@link InvalidInput} or {@link
 * IndexOutOfBoundsException}.
 */
final class Lz4Decoder {
    private static final int MAGIC = 0x184D2204;
    private static final int VERSION_BITS = 0xC0;
    private static final int VERSION_ONE = 0x40;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int DICTIONARY_ID = 0x01;
    private static final int MAX_RATIO = 255;

    private final byte[] in;
    private final ByteBuffer words;
    private final byte[] out;
    private int at;
    private int to;

    private Lz4Decoder(byte[] in, int length) {
        this.in = in;
        this.words = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
        this.out = new byte[length];
    }

    /** Decodes frames that must give exactly {@code length} bytes. */
    static byte[] decompress(byte[] in, long length) {
        if (length < 0 || length > Integer.MAX_VALUE - 8 || length > (in.length + 1L) * MAX_RATIO) {
            throw InvalidInput.at("LZ4 frame of " + in.length + " bytes", "a length that they can give", length);
        }
        Lz4Decoder decoder = new Lz4Decoder(in, (int) length);
        while (decoder.to < length) {
            decoder.frame();
        }
        return decoder.out;
    }

    private void frame() {
        if (words.getInt(at) != MAGIC) {
            throw InvalidInput.at("LZ4 frame", "its magic number", Integer.toHexString(words.getInt(at)));
        }
        int flags = in[at + 4];
        if ((flags & VERSION_BITS) != VERSION_ONE || (flags & DICTIONARY_ID) != 0) {
            throw InvalidInput.at("LZ4 frame", "version 1 without a dictionary", "flags " + (flags & 0xFF));
        }
        at += 4 + 3 + ((flags & CONTENT_SIZE) == 0 ? 0 : 8);
        int start = to;
        for (int size = nextInt(); size != 0; size = nextInt()) {
            int bytes = size & Integer.MAX_VALUE;
            if (bytes > in.length - at) {
                throw InvalidInput.at("LZ4 block", bytes + " bytes", in.length - at);
            }
            if (size < 0) {
                System.arraycopy(in, at, out, to, bytes);
                to += bytes;
                at += bytes;
            } else {
                block(at + bytes);
            }
            at += (flags & BLOCK_CHECKSUM) == 0 ? 0 : 4;
        }
        at += (flags & CONTENT_CHECKSUM) == 0 ? 0 : 4;
        if (to == start) {
            throw InvalidInput.at("LZ4 frame", out.length + " bytes", to);
        }
    }

    private int nextInt() {
        int value = words.getInt(at);
        at += 4;
        return value;
    }

    /** Sequences of literals and a match; the last one has literals only. */
    private void block(int end) {
        while (at < end) {
            int token = in[at++];
            int literals = length((token >>> 4) & 15);
            System.arraycopy(in, at, out, to, literals);
            at += literals;
            to += literals;
            if (at >= end) {
                break;
            }
            int distance = (in[at] & 0xFF) | ((in[at + 1] & 0xFF) << 8);
            at += 2;
            copy(distance, length(token & 15) + 4);
        }
        if (at != end) {
            throw InvalidInput.at("LZ4 block", "its end at byte " + end, at);
        }
    }

    /** A length of 15 goes on in further bytes as long as they are 255. */
    private int length(int first) {
        int length = first;
        if (first == 15) {
            int more;
            do {
                more = in[at++] & 0xFF;
                length += more;
            } while (more == 255 && length >= 0);
        }
        return length;
    }

    private void copy(int distance, int length) {
        int from = to - distance;
        if (distance == 0 || from < 0 || length > out.length - to) {
            throw InvalidInput.at("LZ4 match", "a place in the bytes before it", "distance " + distance);
        }
        if (distance >= length) {
            System.arraycopy(out, from, out, to, length);
            to += length;
            return;
        }
        for (int end = to + length; to < end; to++) {
            out[to] = out[from++];
        }
    }
}
