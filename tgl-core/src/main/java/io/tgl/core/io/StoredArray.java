package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One array of a file: a shape and its elements in row-major order. The getters copy and convert: integers to wider
 * integers or floats, float64 to float32 by rounding, bools to 0 and 1; a conversion that would lose an integer is
 * refused.
 */
public final class StoredArray {
    private final String where;
    private final ElementType type;
    private final int[] shape;
    private final byte[] bytes;
    private final ByteBuffer data;

    StoredArray(String where, ElementType type, int[] shape, byte[] bytes) {
        this.where = where;
        this.type = type;
        this.shape = shape;
        this.bytes = bytes;
        this.data = ByteBuffer.wrap(bytes).order(type.order());
    }

    /** A float32 array. */
    public static StoredArray of(float[] values, int... shape) {
        byte[] out = allocate(values.length, 4, shape);
        little(out).asFloatBuffer().put(values);
        return new StoredArray("array", ElementType.little('f', 4), shape.clone(), out);
    }

    /** A float64 array. */
    public static StoredArray of(double[] values, int... shape) {
        byte[] out = allocate(values.length, 8, shape);
        little(out).asDoubleBuffer().put(values);
        return new StoredArray("array", ElementType.little('f', 8), shape.clone(), out);
    }

    /** An int32 array. */
    public static StoredArray of(int[] values, int... shape) {
        byte[] out = allocate(values.length, 4, shape);
        little(out).asIntBuffer().put(values);
        return new StoredArray("array", ElementType.little('i', 4), shape.clone(), out);
    }

    /** An int64 array. */
    public static StoredArray of(long[] values, int... shape) {
        byte[] out = allocate(values.length, 8, shape);
        little(out).asLongBuffer().put(values);
        return new StoredArray("array", ElementType.little('i', 8), shape.clone(), out);
    }

    /** A bool array. */
    public static StoredArray of(boolean[] values, int... shape) {
        byte[] out = allocate(values.length, 1, shape);
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) (values[i] ? 1 : 0);
        }
        return new StoredArray("array", ElementType.little('b', 1), shape.clone(), out);
    }

    private static byte[] allocate(int length, int elementBytes, int[] shape) {
        long count = NpyHeader.elements("array", shape);
        if (count != length) {
            throw InvalidInput.at("array of shape " + Arrays.toString(shape), count + " values", length);
        }
        return new byte[Math.multiplyExact(length, elementBytes)];
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sizes of the dimensions; empty for a single value. */
    public int[] shape() {
        return shape.clone();
    }

    /** Element type in the file. */
    public ElementType type() {
        return type;
    }

    /** Number of elements. */
    public int size() {
        return (int) NpyHeader.elements(where, shape);
    }

    /** Elements as float32. */
    public float[] floats() {
        float[] out = new float[size()];
        if (type.kind() == 'f' && type.bytes() == 4) {
            data.duplicate().order(type.order()).asFloatBuffer().get(out);
            return out;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) doubleAt(i);
        }
        return out;
    }

    /** Elements as float64. */
    public double[] doubles() {
        double[] out = new double[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = doubleAt(i);
        }
        return out;
    }

    /** Elements as int64; floats are refused. */
    public long[] longs() {
        long[] out = new long[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = longAt(i);
        }
        return out;
    }

    /** Elements as int32; floats and values outside its range are refused. */
    public int[] ints() {
        int[] out = new int[size()];
        for (int i = 0; i < out.length; i++) {
            long value = longAt(i);
            if (value != (int) value) {
                throw InvalidInput.at(where + ", element " + i, "a 32-bit integer", value);
            }
            out[i] = (int) value;
        }
        return out;
    }

    /** Elements as bools; 0 is false. */
    public boolean[] booleans() {
        boolean[] out = new boolean[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = longAt(i) != 0;
        }
        return out;
    }

    /** Elements as texts without the padding; numbers are refused. */
    public String[] texts() {
        if (!type.isText()) {
            throw InvalidInput.at(where, "texts", type.descr());
        }
        String[] out = new String[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = type.kind() == 'S' ? byteText(i * type.bytes()) : codePointText(i * type.bytes());
        }
        return out;
    }

    byte[] rawBytes() {
        return bytes;
    }

    private double doubleAt(int i) {
        return type.kind() == 'f' ? type.floatingAt(data, i * type.bytes()) : longAt(i);
    }

    private long longAt(int i) {
        if (!type.isIntegral()) {
            throw InvalidInput.at(where, type.isText() ? "numbers" : "integers", type.descr());
        }
        long value = type.longAt(data, i * type.bytes());
        if (value < 0 && type.kind() == 'u') {
            throw InvalidInput.at(where + ", element " + i, "at most 2^63 - 1", Long.toUnsignedString(value));
        }
        return value;
    }

    private String byteText(int from) {
        int end = from + type.bytes();
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private String codePointText(int from) {
        StringBuilder text = new StringBuilder();
        int end = from + type.bytes();
        while (end > from && data.getInt(end - 4) == 0) {
            end -= 4;
        }
        for (int at = from; at < end; at += 4) {
            int codePoint = data.getInt(at);
            if (!Character.isValidCodePoint(codePoint)) {
                throw InvalidInput.at(where, "Unicode code points", codePoint);
            }
            text.appendCodePoint(codePoint);
        }
        return text.toString();
    }
}
