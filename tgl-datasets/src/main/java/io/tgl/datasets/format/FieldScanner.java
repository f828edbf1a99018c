package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts text in UTF-8 into records and fields, in its bytes: a field becomes a number without becoming a text first.
 * Records end with a line feed, a carriage return before it is dropped; empty lines are skipped; spaces around a field
 * are dropped. A field in double quotes may hold delimiters, line feeds, and double quotes written twice. Between fields
 * stands one character, or, with {@link #BLANKS}, any run of spaces and tabs.
 */
final class FieldScanner implements AutoCloseable {
    /** Delimiter: any run of spaces and tabs. */
    static final char BLANKS = ' ';

    private static final int FIRST_BUFFER = 1 << 16;
    private static final int MOST_FIELDS = 1 << 20;
    private static final byte ORDINARY = 0;
    private static final byte STOP = 1;

    private final Path file;
    private final InputStream in;
    private final char delimiter;
    private final int mostRecordBytes;
    private final byte[] kind = new byte[256];
    private byte[] buffer = new byte[FIRST_BUFFER + 1];
    private int position;
    private int limit;
    private boolean atEnd;
    private int[] start = new int[16];
    private int[] end = new int[16];
    private boolean[] quoted = new boolean[16];
    private int fields;
    private long line = 1;
    private long nextLine = 1;
    private boolean escaped;
    private final DecimalBytes number = new DecimalBytes();

    FieldScanner(Path file, InputStream in, char delimiter, int mostRecordBytes) {
        this.file = file;
        this.in = in;
        this.delimiter = delimiter;
        this.mostRecordBytes = mostRecordBytes;
        buffer[0] = '\n';
        kind['\n'] = STOP;
        kind[delimiter] = STOP;
        if (delimiter == BLANKS) {
            kind['\t'] = STOP;
            kind['\r'] = STOP;
        }
    }

    /** Goes to the next record; false at the end. */
    boolean next() throws IOException {
        while (position < limit || !atEnd) {
            line = nextLine;
            int from = position;
            fields = 0;
            boolean whole = delimiter == BLANKS ? cutBlanks() : cut();
            if (whole && fields > 0) {
                return true;
            }
            if (!whole) {
                position = from;
                nextLine = line;
                fill();
            }
        }
        return false;
    }

    /** Cuts the record at {@code position}; false if the buffer ends before it does. */
    private boolean cut() {
        byte[] b = buffer;
        int p = position;
        while (true) {
            while (isBlank(b[p])) {
                p++;
            }
            int from = p;
            boolean quote = b[p] == '"' && p < limit;
            int closed = quote ? afterQuotes(p) : p;
            if (closed < 0) {
                return false;
            }
            p = closed;
            while (kind[b[p] & 0xFF] == ORDINARY) {
                p++;
            }
            if (p >= limit && !atEnd) {
                return false;
            }
            addField(from, closed, trimmed(from, Math.min(p, limit)), quote);
            if (p >= limit || b[p] == '\n') {
                fields = fields == 1 && start[0] == end[0] && !quote ? 0 : fields;
                return endRecord(p);
            }
            p++;
        }
    }

    /** A character that does not count around a field. */
    private boolean isBlank(byte b) {
        return b == ' ' || (b == '\t' && delimiter != '\t');
    }

    private boolean cutBlanks() {
        byte[] b = buffer;
        int p = position;
        while (true) {
            while (b[p] == ' ' || b[p] == '\t' || b[p] == '\r') {
                p++;
            }
            if (p >= limit) {
                return atEnd && endRecord(limit);
            }
            if (b[p] == '\n') {
                return endRecord(p);
            }
            int from = p;
            boolean quote = b[p] == '"';
            int closed = quote ? afterQuotes(p) : p;
            if (closed < 0) {
                return false;
            }
            p = closed;
            while (kind[b[p] & 0xFF] == ORDINARY) {
                p++;
            }
            if (p >= limit && !atEnd) {
                return false;
            }
            addField(from, closed, Math.min(p, limit), quote);
        }
    }

    private boolean endRecord(int at) {
        position = Math.min(limit, at + 1);
        nextLine++;
        return true;
    }

    /** Position after the closing quote; -1 if the buffer ends before it. */
    private int afterQuotes(int open) {
        int p = open + 1;
        escaped = false;
        while (p < limit) {
            if (buffer[p] == '\n') {
                nextLine++;
            } else if (buffer[p] == '"') {
                if (p + 1 < limit && buffer[p + 1] == '"') {
                    escaped = true;
                    p++;
                } else if (p + 1 < limit || atEnd) {
                    return p + 1;
                }
            }
            p++;
        }
        if (atEnd) {
            throw new InvalidInput(place() + ": expected delimited text, found a double quote that is never closed");
        }
        return -1;
    }

    private int trimmed(int from, int to) {
        int last = to;
        while (last > from && (buffer[last - 1] == '\r' || isBlank(buffer[last - 1]))) {
            last--;
        }
        return last;
    }

    /** A quoted field without doubled quotes is the bytes between its quotes; {@code closed} is behind the second one. */
    private void addField(int from, int closed, int to, boolean quote) {
        if (fields == start.length) {
            if (fields >= MOST_FIELDS) {
                throw InvalidInput.at(place(), "at most " + MOST_FIELDS + " fields", "more");
            }
            start = Arrays.copyOf(start, 2 * fields);
            end = Arrays.copyOf(end, 2 * fields);
            quoted = Arrays.copyOf(quoted, 2 * fields);
        }
        boolean plain = quote && !escaped && closed == to;
        int first = plain ? from + 1 : from;
        while (plain && first < to - 1 && isBlank(buffer[first])) {
            first++;
        }
        start[fields] = first;
        end[fields] = plain ? trimmed(first, to - 1) : to;
        quoted[fields++] = quote && !plain;
    }

    /** Moves the beginning of the record to the buffer's start, and reads on behind it. */
    private void fill() throws IOException {
        int kept = limit - position;
        if (kept == buffer.length - 1) {
            if (kept >= mostRecordBytes) {
                throw InvalidInput.at(place(), "a record of at most " + mostRecordBytes + " bytes", "a longer one");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(mostRecordBytes + 1L, 2L * kept + 1));
        }
        System.arraycopy(buffer, position, buffer, 0, kept);
        position = 0;
        limit = kept;
        while (limit < buffer.length - 1 && !atEnd) {
            int count = in.read(buffer, limit, buffer.length - 1 - limit);
            atEnd = count < 0;
            limit += Math.max(0, count);
        }
        // A line feed behind the last byte stops every inner loop.
        buffer[limit] = '\n';
    }

    /** Whether the next record begins with # or %; it must be taken with {@link #comment}. */
    boolean atComment() throws IOException {
        skipEmptyLines();
        return position < limit && (buffer[position] == '#' || buffer[position] == '%');
    }

    private void skipEmptyLines() throws IOException {
        while (true) {
            if (position == limit && !atEnd) {
                fill();
            }
            if (position == limit || (buffer[position] != '\n' && buffer[position] != '\r')) {
                return;
            }
            nextLine += buffer[position++] == '\n' ? 1 : 0;
        }
    }

    /** Takes the next line whole. */
    String comment() throws IOException {
        String text = peekLine();
        position = Math.min(limit, position + lineLength() + 1);
        nextLine++;
        return text;
    }

    /** The line that comes next, without taking it; empty at the end. */
    String peekLine() throws IOException {
        skipEmptyLines();
        line = nextLine;
        int length = lineLength();
        return decoded(buffer, position, length).strip();
    }

    /** Bytes up to the next line feed, all of which are then in the buffer. */
    private int lineLength() throws IOException {
        int length = 0;
        while (true) {
            while (position + length < limit && buffer[position + length] != '\n') {
                length++;
            }
            if (position + length < limit || atEnd) {
                return length;
            }
            fill();
        }
    }

    /** Skips a byte order mark at the start. */
    void skipByteOrderMark() throws IOException {
        if (limit == 0 && !atEnd) {
            fill();
        }
        if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            position = 3;
        }
    }

    /** Fields of the record. */
    int fields() {
        return fields;
    }

    /** Line in which the record starts, from 1. */
    long line() {
        return line;
    }

    /** The bytes that fields stand in; those of a quoted field are not what it says. */
    byte[] bytes() {
        return buffer;
    }

    int start(int field) {
        return start[field];
    }

    int end(int field) {
        return end[field];
    }

    boolean isQuoted(int field) {
        return quoted[field];
    }

    boolean isEmpty(int field) {
        return start[field] == end[field] || (quoted[field] && text(field).isEmpty());
    }

    /** The field as a text. */
    String text(int field) {
        if (!quoted[field]) {
            return decoded(buffer, start[field], end[field] - start[field]);
        }
        int to = end[field];
        StringBuilder text = new StringBuilder();
        int p = start[field] + 1;
        int from = p;
        while (p < to) {
            if (buffer[p] == '"') {
                text.append(decoded(buffer, from, p - from));
                if (p + 1 >= to || buffer[p + 1] != '"') {
                    if (p + 1 < to) {
                        throw InvalidInput.at(place(), "a delimiter after a closing quote", "other characters");
                    }
                    return text.toString().strip();
                }
                text.append('"');
                p++;
                from = p + 1;
            }
            p++;
        }
        throw InvalidInput.at(place(), "a closing double quote", "none");
    }

    /** All fields as texts. */
    List<String> texts() {
        List<String> all = new ArrayList<>(fields);
        for (int field = 0; field < fields; field++) {
            all.add(text(field));
        }
        return all;
    }

    /** Whether the field is a whole number in its only decimal form; {@link #whole} then has it. */
    boolean isWhole(int field) {
        return number.isWhole(buffer, start[field], end[field]);
    }

    /** The number of the last {@link #isWhole}. */
    long whole() {
        return number.whole();
    }

    /** Whether the field is a decimal number; it is then {@link #whole} x 10^-{@link #scale}, see {@link DecimalBytes}. */
    boolean isDecimal(int field) {
        return number.isDecimal(buffer, start[field], end[field]);
    }

    /** Digits after the point of the last {@link #isDecimal}; negative for trailing zeros that are not written. */
    int scale() {
        return number.scale();
    }

    private String decoded(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return decodedStrictly(bytes, from, length);
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private String decodedStrictly(byte[] bytes, int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInput(place() + ": expected text in UTF-8 or an Arrow file, found other bytes", e);
        }
    }

    private String place() {
        return file + ", line " + line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
