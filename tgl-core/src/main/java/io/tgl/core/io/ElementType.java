package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Element type of an array in a file, in NumPy's terms.
 *
 * @param kind {@code f} float, {@code i} signed, {@code u} unsigned, {@code b} bool, {@code U} text of code points,
 *     {@code S} text of bytes
 * @param bytes bytes an element
 * @param order byte order in the file
 */
public record ElementType(char kind, int bytes, ByteOrder order) {
    private static final int MAX_TEXT_BYTES = 1 << 20;

    /** Reads NumPy's own spelling, for example {@code <f4}. */
    static ElementType parse(String where, String descr) {
        if (descr.length() < 3 || "<>|=".indexOf(descr.charAt(0)) < 0) {
            throw unsupported(where, descr);
        }
        ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        char kind = descr.charAt(1);
        int size;
        try {
            size = Integer.parseInt(descr.substring(2));
        } catch (NumberFormatException e) {
            throw unsupported(where, descr);
        }
        boolean known = switch (kind) {
            case 'f' -> size == 2 || size == 4 || size == 8;
            case 'i', 'u' -> size == 1 || size == 2 || size == 4 || size == 8;
            case 'b' -> size == 1;
            case 'U', 'S' -> size >= 0 && size <= MAX_TEXT_BYTES;
            default -> false;
        };
        if (!known) {
            throw unsupported(where, descr);
        }
        return new ElementType(kind, kind == 'U' ? size * 4 : size, order);
    }

    private static InvalidInput unsupported(String where, String descr) {
        return InvalidInput.at(where, "an element type among f2 f4 f8 i1-i8 u1-u8 b1 U S", "'" + descr + "'");
    }

    static ElementType little(char kind, int bytes) {
        return new ElementType(kind, bytes, ByteOrder.LITTLE_ENDIAN);
    }

    /** NumPy's spelling. */
    public String descr() {
        String prefix = bytes == 1 || kind == 'S' ? "|" : order == ByteOrder.BIG_ENDIAN ? ">" : "<";
        return prefix + kind + (kind == 'U' ? bytes / 4 : bytes);
    }

    /** Whether elements are integers or bools. */
    public boolean isIntegral() {
        return kind == 'i' || kind == 'u' || kind == 'b';
    }

    /** Whether elements are texts. */
    public boolean isText() {
        return kind == 'U' || kind == 'S';
    }

    long longAt(ByteBuffer data, int at) {
        return switch (bytes) {
            case 1 -> kind == 'i' ? data.get(at) : data.get(at) & 0xFFL;
            case 2 -> kind == 'i' ? data.getShort(at) : data.getShort(at) & 0xFFFFL;
            case 4 -> kind == 'i' ? data.getInt(at) : data.getInt(at) & 0xFFFFFFFFL;
            default -> data.getLong(at);
        };
    }

    double floatingAt(ByteBuffer data, int at) {
        return switch (bytes) {
            case 2 -> Float.float16ToFloat(data.getShort(at));
            case 4 -> data.getFloat(at);
            default -> data.getDouble(at);
        };
    }
}
