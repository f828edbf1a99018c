package io.tgl.core.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VariableWidthFieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Copies one Arrow column into a plain array: bulk where the types agree, element by element otherwise. Nothing is
 * trusted: row counts, null values and buffer sizes are checked first, numbers must fit.
 */
final class ArrowColumns {
    private static final int COPY_ELEMENTS = 1 << 26;
    private static final int MAX_TEXT_BYTES = 1 << 16;
    private static final double MAX_EXACT_DOUBLE = 1L << 53;

    private ArrowColumns() {}

    static boolean isText(FieldVector vector) {
        return switch (vector.getField().getType()) {
            case ArrowType.Utf8 _, ArrowType.LargeUtf8 _, ArrowType.Utf8View _ -> true;
            default -> false;
        };
    }

    static boolean isInteger(ValueVector vector) {
        return vector instanceof BaseIntVector;
    }

    /** Refuses a column without exactly {@code rows} values that are not null. */
    static void checkComplete(TablePlace place, String column, ValueVector vector, int rows) {
        if (vector.getValueCount() != rows) {
            throw place.refuse(column, rows + " rows", vector.getValueCount());
        }
        if (vector.getNullCount() > 0) {
            for (int row = 0; row < rows; row++) {
                if (vector.isNull(row)) {
                    throw place.refuse(row, column, "a value", "null");
                }
            }
        }
        if (vector instanceof BaseFixedWidthVector fixed && !(vector instanceof BitVector)) {
            checkBytes(place, column, fixed.getDataBuffer(), (long) rows * fixed.getTypeWidth());
        }
    }

    private static void checkBytes(TablePlace place, String column, ArrowBuf buffer, long bytes) {
        if (buffer.capacity() < bytes) {
            throw place.refuse(column, "a buffer of " + bytes + " bytes", buffer.capacity() + " (damaged)");
        }
    }

    static int[] copyInts(ArrowBuf buffer, int count) {
        int[] out = new int[count];
        for (int at = 0; at < count; at += COPY_ELEMENTS) {
            int part = Math.min(COPY_ELEMENTS, count - at);
            bytes(buffer, at * 4L, part * 4).asIntBuffer().get(out, at, part);
        }
        return out;
    }

    private static long[] copyLongs(ArrowBuf buffer, int count) {
        long[] out = new long[count];
        for (int at = 0; at < count; at += COPY_ELEMENTS) {
            int part = Math.min(COPY_ELEMENTS, count - at);
            bytes(buffer, at * 8L, part * 8).asLongBuffer().get(out, at, part);
        }
        return out;
    }

    private static float[] copyFloats(ArrowBuf buffer, int from, int count) {
        float[] out = new float[count];
        for (int at = 0; at < count; at += COPY_ELEMENTS) {
            int part = Math.min(COPY_ELEMENTS, count - at);
            bytes(buffer, ((long) from + at) * 4, part * 4).asFloatBuffer().get(out, at, part);
        }
        return out;
    }

    private static ByteBuffer bytes(ArrowBuf buffer, long from, int length) {
        return buffer.nioBuffer(from, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A complete integer column of any width. */
    static long[] longs(TablePlace place, String column, ValueVector vector, int rows) {
        checkComplete(place, column, vector, rows);
        if (vector instanceof BigIntVector) {
            return copyLongs(vector.getDataBuffer(), rows);
        }
        if (!(vector instanceof BaseIntVector integers)) {
            throw place.refuse(column, "integers", vector.getField().getType());
        }
        long[] out = new long[rows];
        for (int row = 0; row < rows; row++) {
            out[row] = integers.getValueAsLong(row);
            if (out[row] < 0 && vector instanceof UInt8Vector) {
                throw place.refuse(row, column, "at most 2^63 - 1", Long.toUnsignedString(out[row]));
            }
        }
        return out;
    }

    /** A complete column of lists of complete integers. */
    static long[][] longLists(TablePlace place, String column, ValueVector vector, int rows) {
        if (!(vector instanceof ListVector list)) {
            throw place.refuse(column, "lists of integers", vector.getField().getType());
        }
        checkComplete(place, column, vector, rows);
        checkBytes(place, column, list.getOffsetBuffer(), rows == 0 ? 0 : (rows + 1) * 4L);
        int[] offset = rows == 0 ? new int[1] : copyInts(list.getOffsetBuffer(), rows + 1);
        int values = list.getDataVector().getValueCount();
        for (int row = 0; row <= rows; row++) {
            int least = row == 0 ? 0 : offset[row - 1];
            if (offset[row] < least || offset[row] > values) {
                throw place.refuse(
                        Math.max(0, row - 1), column, "a list that ends at " + least + " to " + values, offset[row]);
            }
        }
        long[] all = longs(place, column, list.getDataVector(), values);
        long[][] lists = new long[rows][];
        for (int row = 0; row < rows; row++) {
            lists[row] = Arrays.copyOfRange(all, offset[row], offset[row + 1]);
        }
        return lists;
    }

    /** A complete column of times in ticks; floating-point times must be whole numbers. */
    static long[] times(TablePlace place, String column, ValueVector vector, int rows) {
        checkComplete(place, column, vector, rows);
        if (vector instanceof TimeStampVector) {
            return copyLongs(vector.getDataBuffer(), rows);
        }
        if (isInteger(vector)) {
            return longs(place, column, vector, rows);
        }
        if (!isFloating(vector)) {
            throw place.refuse(
                    column,
                    "times (int64, int32 or timestamp)",
                    vector.getField().getType());
        }
        long[] out = new long[rows];
        for (int row = 0; row < rows; row++) {
            double value = floating(vector, row);
            if (!(Math.abs(value) <= MAX_EXACT_DOUBLE) || value != (long) value) {
                throw place.refuse(
                        row, column, "a whole number of ticks (choose a finer unit and scale the times)", value);
            }
            out[row] = (long) value;
        }
        return out;
    }

    private static boolean isFloating(ValueVector vector) {
        return vector instanceof Float4Vector || vector instanceof Float8Vector;
    }

    private static double floating(ValueVector vector, int row) {
        return vector instanceof Float4Vector single ? single.get(row) : ((Float8Vector) vector).get(row);
    }

    /**
     * A complete column of finite numbers: floats, doubles (rounded), integers that a float holds exactly, or bools.
     */
    static float[] floats(TablePlace place, String column, ValueVector vector, int rows) {
        checkComplete(place, column, vector, rows);
        float[] out;
        if (vector instanceof Float4Vector) {
            out = copyFloats(vector.getDataBuffer(), 0, rows);
        } else {
            out = new float[rows];
            for (int row = 0; row < rows; row++) {
                out[row] = asFloat(place, column, vector, row);
            }
        }
        for (int row = 0; row < rows; row++) {
            if (!Float.isFinite(out[row])) {
                throw place.refuse(row, column, "a finite number", out[row]);
            }
        }
        return out;
    }

    private static float asFloat(TablePlace place, String column, ValueVector vector, int row) {
        return switch (vector) {
            case Float8Vector doubles -> (float) doubles.get(row);
            case BitVector bits -> bits.get(row);
            case BaseIntVector integers -> {
                long value = integers.getValueAsLong(row);
                if ((long) (float) value != value) {
                    throw place.refuse(row, column, "an integer that a float32 holds exactly", value);
                }
                yield (float) value;
            }
            default -> throw place.refuse(column, "numbers", vector.getField().getType());
        };
    }

    /** A complete column of texts. */
    static String[] texts(TablePlace place, String column, FieldVector vector, int rows) {
        checkComplete(place, column, vector, rows);
        if (!(vector instanceof VariableWidthFieldVector variable) || !isText(vector)) {
            throw place.refuse(column, "texts", vector.getField().getType());
        }
        String[] out = new String[rows];
        for (int row = 0; row < rows; row++) {
            int length = variable.getValueLength(row);
            if (length < 0 || length > MAX_TEXT_BYTES) {
                throw place.refuse(row, column, "a text of at most " + MAX_TEXT_BYTES + " bytes", length);
            }
            byte[] bytes = variable.get(row);
            out[row] = new String(bytes, StandardCharsets.UTF_8);
            if (out[row].indexOf('\uFFFD') >= 0 && !isUtf8(bytes)) {
                throw place.refuse(row, column, "text in UTF-8", "other bytes: '" + out[row] + "'");
            }
        }
        return out;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return decoded.hasRemaining();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Feature rows, row-major [rows, width]; every row must have the same width and only finite numbers. */
    static FeatureRows features(TablePlace place, String column, FieldVector vector, int rows) {
        checkComplete(place, column, vector, rows);
        return switch (vector) {
            case FixedSizeListVector list ->
                featureRows(place, column, list.getDataVector(), 0, rows, list.getListSize());
            case ListVector list -> {
                checkBytes(place, column, list.getOffsetBuffer(), rows == 0 ? 0 : (rows + 1L) * 4);
                int width = rows == 0 ? 0 : list.getElementEndIndex(0) - list.getElementStartIndex(0);
                for (int row = 0; row < rows; row++) {
                    int found = list.getElementEndIndex(row) - list.getElementStartIndex(row);
                    if (found != width || found < 0) {
                        throw place.refuse(row, column, "a feature row of width " + width, found);
                    }
                }
                int from = rows == 0 ? 0 : list.getElementStartIndex(0);
                yield featureRows(place, column, list.getDataVector(), from, rows, width);
            }
            default ->
                throw place.refuse(column, "lists of float32", vector.getField().getType());
        };
    }

    private static FeatureRows featureRows(
            TablePlace place, String column, FieldVector values, int from, int rows, int width) {
        long count = (long) rows * width;
        if (count > Integer.MAX_VALUE - 8) {
            throw place.refuse(column, "record batches of at most 2^31 - 9 feature values", count);
        }
        if (!isFloating(values)) {
            throw place.refuse(
                    column, "lists of float32", "lists of " + values.getField().getType());
        }
        if (from < 0 || values.getValueCount() < from + count) {
            throw place.refuse(column, count + " feature values", values.getValueCount());
        }
        int bytes = values instanceof Float4Vector ? 4 : 8;
        checkBytes(place, column, values.getDataBuffer(), (from + count) * bytes);
        for (int i = 0; values.getNullCount() > 0 && i < count; i++) {
            if (values.isNull(from + i)) {
                throw place.refuse(i / width, column + "[" + i % width + "]", "a number", "null");
            }
        }
        float[] out;
        if (values instanceof Float4Vector) {
            out = copyFloats(values.getDataBuffer(), from, (int) count);
        } else {
            out = new float[(int) count];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) floating(values, from + i);
            }
        }
        for (int i = 0; i < out.length; i++) {
            if (!Float.isFinite(out[i])) {
                throw place.refuse(i / width, column + "[" + i % width + "]", "a finite number", out[i]);
            }
        }
        return new FeatureRows(out, width);
    }

    /** Feature rows of one record batch, row-major. */
    record FeatureRows(float[] values, int width) {}

    /** Whether the vector is the 32-bit integer column of the fast path. */
    static boolean isInt32(ValueVector vector) {
        return vector instanceof IntVector;
    }
}
