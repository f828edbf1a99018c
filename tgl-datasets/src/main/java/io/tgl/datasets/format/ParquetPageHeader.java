package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.nio.ByteBuffer;

/**
 * The header of a Parquet page, in Thrift's compact protocol: what the file's format says in {@code PageHeader}.
 *
 * @param type 0 data, 1 index, 2 dictionary, 3 data of version 2
 * @param uncompressed bytes of the page, decompressed
 * @param compressed bytes of the page in the file
 * @param values values of the page, 0 for an index page
 * @param levels bytes at the page's start that are never compressed, in version 2
 * @param isCompressed whether the rest is, if the chunk has a codec
 * @param bytes bytes of the header itself
 */
record ParquetPageHeader(
        int type, int uncompressed, int compressed, int values, long levels, boolean isCompressed, int bytes) {
    private static final int VERSION_2 = 8;
    private static final int FALSE = 2;
    private static final int STRUCT = 12;
    private static final int DEEPEST = 16;

    /** Reads the header that the buffer begins with. */
    static ParquetPageHeader read(String where, ByteBuffer in) {
        int start = in.position();
        try {
            int[] known = new int[4];
            Details details = new Details(0, 0, true);
            int id = 0;
            for (int head = in.get() & 0xFF; head != 0; head = in.get() & 0xFF) {
                int type = head & 15;
                id = head >> 4 == 0 ? number(in) : id + (head >> 4);
                if (id >= 1 && id <= 3 && type == 5) {
                    known[id - 1] = number(in);
                } else if ((id == 5 || id == 7 || id == VERSION_2) && type == STRUCT) {
                    details = details(in, id == VERSION_2);
                    known[3] = details.values;
                } else {
                    skip(in, type, 0);
                }
            }
            return new ParquetPageHeader(
                    known[0],
                    known[1],
                    known[2],
                    known[3],
                    details.levels,
                    details.isCompressed,
                    in.position() - start);
        } catch (RuntimeException e) {
            throw new InvalidInput(where + ": expected a whole page header, found damaged bytes", e);
        }
    }

    /** What the struct of a kind of page says. */
    private record Details(int values, long levels, boolean isCompressed) {}

    /** Fields 1 and, in version 2, 5 to 7 of a struct that begins here; the others are skipped. */
    private static Details details(ByteBuffer in, boolean version2) {
        int values = -1;
        long levels = 0;
        boolean isCompressed = true;
        int id = 0;
        for (int head = in.get() & 0xFF; head != 0; head = in.get() & 0xFF) {
            int type = head & 15;
            id = head >> 4 == 0 ? number(in) : id + (head >> 4);
            if (id == 1 && type == 5) {
                values = number(in);
            } else if (version2 && (id == 5 || id == 6) && type == 5) {
                levels += number(in);
            } else {
                isCompressed &= !(version2 && id == 7 && type == FALSE);
                skip(in, type, 0);
            }
        }
        return new Details(values, levels, isCompressed);
    }

    private static void skip(ByteBuffer in, int type, int depth) {
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
        if (size > in.remaining()) {
            throw new IllegalArgumentException("a list of " + size);
        }
        for (int i = 0; i < size; i++) {
            int type = head & 15;
            // An element of a list of booleans takes a byte.
            skip(in, type == 1 || type == 2 ? 3 : type, depth + 1);
        }
    }

    private static int length(ByteBuffer in) {
        return Math.toIntExact(varint(in));
    }

    private static int number(ByteBuffer in) {
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
