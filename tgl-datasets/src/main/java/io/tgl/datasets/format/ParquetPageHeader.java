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

    /** Reads the header that the buffer begins with. */
    static ParquetPageHeader read(String where, ByteBuffer in) {
        int start = in.position();
        try {
            int[] known = new int[4];
            Details details = new Details(0, 0, true);
            int id = 0;
            for (int head = in.get() & 0xFF; head != 0; head = in.get() & 0xFF) {
                int type = head & 15;
                id = head >> 4 == 0 ? ThriftCompact.number(in) : id + (head >> 4);
                if (id >= 1 && id <= 3 && type == 5) {
                    known[id - 1] = ThriftCompact.number(in);
                } else if ((id == 5 || id == 7 || id == VERSION_2) && type == ThriftCompact.STRUCT) {
                    details = details(in, id == VERSION_2);
                    known[3] = details.values;
                } else {
                    ThriftCompact.skip(in, type, 0);
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
            id = head >> 4 == 0 ? ThriftCompact.number(in) : id + (head >> 4);
            if (id == 1 && type == 5) {
                values = ThriftCompact.number(in);
            } else if (version2 && (id == 5 || id == 6) && type == 5) {
                levels += ThriftCompact.number(in);
            } else {
                isCompressed &= !(version2 && id == 7 && type == FALSE);
                ThriftCompact.skip(in, type, 0);
            }
        }
        return new Details(values, levels, isCompressed);
    }
}
