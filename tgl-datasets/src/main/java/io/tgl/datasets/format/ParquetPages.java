package io.tgl.datasets.format;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;
import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Walks the page headers of the columns that will be read, before the library does: places and sizes must fit the file
 * and one another, because the library allocates what a header claims, and never ends where chunks and pages disagree.
 */
final class ParquetPages {
    private static final int MOST_HEADER_BYTES = 1 << 16;
    private static final long MOST_PER_BYTE = 1 << 12;
    private static final long SMALL = 1 << 16;
    private static final int DICTIONARY = 2;
    /** The length of the footer and the file's magic. */
    private static final int END_BYTES = 8;
    /** A length takes at most 5 bytes of 7 bits each. */
    private static final long SNAPPY_LENGTH_BYTES = 5;

    private final String file;
    private final InputFile in;
    private final long fileBytes;
    private final long mostBytes;
    private long bytes;

    private ParquetPages(String file, InputFile in, long fileBytes, long mostBytes) {
        this.file = file;
        this.in = in;
        this.fileBytes = fileBytes;
        this.mostBytes = mostBytes;
    }

    /**
     * Walks the footer before the library reads it, which allocates as many bytes as a text in it tells.
     *
     * @throws InvalidInput if a length or a count in it tells more than is there
     */
    static void checkFooter(String file, InputFile in) throws IOException {
        in.open();
        long size = in.length();
        if (size < END_BYTES) {
            return;
        }
        ByteBuffer end = in.readRange(size - END_BYTES, END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int length = end.getInt(end.position());
        if (length < 1 || length > size - END_BYTES) {
            throw InvalidInput.at(file, "a footer inside the file", length + " bytes");
        }
        try {
            ThriftCompact.skip(in.readRange(size - END_BYTES - length, length), ThriftCompact.STRUCT, 0);
        } catch (RuntimeException e) {
            throw new InvalidInput(file + ": expected a whole footer, found damaged bytes", e);
        }
    }

    static void check(String file, InputFile in, FileMetaData metadata, Set<Integer> columns, long mostBytes)
            throws IOException {
        in.open();
        ParquetPages pages = new ParquetPages(file, in, in.length(), mostBytes);
        long rows = 0;
        for (RowGroup group : metadata.rowGroups()) {
            rows += group.numRows();
            for (int column : columns) {
                if (column >= group.columns().size()) {
                    throw InvalidInput.at(
                            file,
                            "a chunk of every column in each row group",
                            group.columns().size());
                }
                pages.check(group.columns().get(column), group.numRows());
            }
        }
        if (rows != metadata.numRows() || rows < 0 || rows > mostBytes) {
            throw InvalidInput.at(file, metadata.numRows() + " rows in its row groups", rows);
        }
    }

    private void check(ColumnChunk chunk, long rows) throws IOException {
        ColumnMetaData column = chunk.metaData();
        String where = file + ", column " + column.pathInSchema();
        Long dictionary = column.dictionaryPageOffset();
        long start = dictionary != null && dictionary > 0
                ? Math.min(dictionary, column.dataPageOffset())
                : column.dataPageOffset();
        long size = column.totalCompressedSize();
        long whole = column.totalUncompressedSize();
        if (start < 4 || size < 1 || start > fileBytes || size > fileBytes - start) {
            throw InvalidInput.at(where, "a chunk inside the file", "bytes " + start + " and " + size + " more");
        }
        bytes += Math.max(0, whole);
        if (whole < 0 || bytes > mostBytes || bytes < 0 || whole > MOST_PER_BYTE * size + SMALL) {
            throw InvalidInput.at(where, "at most " + mostBytes + " bytes, in proportion to the file", whole);
        }
        long end = start + size;
        long values = 0;
        long uncompressed = 0;
        for (long at = start; at < end; ) {
            ParquetPageHeader page =
                    ParquetPageHeader.read(where, in.readRange(at, (int) Math.min(MOST_HEADER_BYTES, end - at)));
            uncompressed += page.uncompressed();
            boolean fits = page.type() >= 0
                    && page.type() <= 3
                    && page.uncompressed() >= 0
                    && page.compressed() >= 0
                    && page.values() >= 0
                    && uncompressed <= whole
                    && page.compressed() <= end - at - page.bytes();
            if (!fits || (page.type() == DICTIONARY && page.values() > page.uncompressed())) {
                throw InvalidInput.at(where, "pages that fit their chunk", page);
            }
            if (column.codec() == CompressionCodec.SNAPPY && page.isCompressed()) {
                checkSnappy(where, page, at + page.bytes());
            }
            values += page.type() == DICTIONARY ? 0 : page.values();
            at += page.bytes() + page.compressed();
        }
        if (values != column.numValues() || values != rows) {
            throw InvalidInput.at(where, rows + " values", values);
        }
    }

    /**
     * A Snappy block begins with its own decompressed length, and the native decompressor writes that much into the
     * buffer of the length that the page header tells, whichever is longer.
     */
    private void checkSnappy(String where, ParquetPageHeader page, long body) throws IOException {
        long expected = page.uncompressed() - page.levels();
        long packed = page.compressed() - page.levels();
        if (page.levels() < 0 || expected < 0 || packed < 0) {
            throw InvalidInput.at(where, "levels inside their page", page);
        }
        if (packed == 0) {
            return;
        }
        ByteBuffer start = in.readRange(body + page.levels(), (int) Math.min(SNAPPY_LENGTH_BYTES, packed));
        long told = 0;
        int next = -1;
        for (int shift = 0; next < 0 && start.hasRemaining(); shift += 7) {
            next = start.get();
            told |= (long) (next & 0x7F) << shift;
        }
        if (next < 0 || told != expected) {
            throw InvalidInput.at(where, "a Snappy block of " + expected + " bytes, as its page tells", told);
        }
    }
}
