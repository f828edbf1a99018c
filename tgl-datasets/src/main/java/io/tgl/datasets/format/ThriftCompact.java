package io.tgl.datasets.format;

import java.nio.ByteBuffer;

/**
 * Values of Thrift's compact protocol. Damaged ones throw a {@link RuntimeException} before anything is allocated.
 */
final class ThriftCompact {
    static final int STRUCT = 12;
    private static final int DEEPEST = 16;

    private ThriftCompact() {}

    /** Moves behind a value of a type; every length and count in it is that of bytes which are there. */
    static void skip(ByteBuffer in, int type, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested too deeply");
        }
        switch (type) {
            case 1, 2 -> {
                // The type is the value.
            }
            case 3 -> in.get();
            case 4, 5, 6 -> varint(in);
            case 7 -> in.position(in.position() + 8);
            case 8 -> {
                int length = length(in);
                in.position(Math.addExact(in.position(), length));
            }
            case 9, 10 -> skipList(in, depth);
            case STRUCT -> {
                for (int head = in.get() & 0xFF; head != 0; head = in.get() & 0xFF) {
                    if (head >> 4 == 0) {
                        varint(in);
                    }
                    skip(in, head & 15, depth + 1);
                }
            }
            default -> throw new IllegalArgumentException("type " + type);
        }
    }

    private static void skipList(ByteBuffer in, int depth) {
        int head = in.get() & 0xFF;
        int size = head >> 4 == 15 ? length(in) : head >> 4;
        for (int i = 0; i < size; i++) {
            int type = head & 15;
            // An element of a list of booleans takes a byte.
            skip(in, type == 1 || type == 2 ? 3 : type, depth + 1);
        }
    }

    private static int length(ByteBuffer in) {
        int length = Math.toIntExact(varint(in));
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes or elements of " + in.remaining());
        }
        return length;
    }

    /** A signed number. */
    static int number(ByteBuffer in) {
        long value = varint(in);
        return Math.toIntExact((value >>> 1) ^ -(value & 1));
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
