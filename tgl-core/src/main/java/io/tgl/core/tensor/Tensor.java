package io.tgl.core.tensor;

import io.tgl.core.base.InvalidInput;
import org.jspecify.annotations.Nullable;

/**
 * A row-major matrix of floats [rows, columns] on the heap, with a gradient of the same shape if it takes part in
 * differentiation. Arrays may be longer than rows * columns, because the tape recycles them.
 */
public final class Tensor {
    private final float[] data;
    private final float @Nullable [] gradient;
    private final int rows;
    private final int columns;
    private boolean touched;

    Tensor(float[] data, float @Nullable [] gradient, int rows, int columns) {
        this.data = data;
        this.gradient = gradient;
        this.rows = rows;
        this.columns = columns;
    }

    /** A constant over the given array, which is not copied. */
    public static Tensor constant(float[] data, int rows, int columns) {
        check(data, rows, columns);
        return new Tensor(data, null, rows, columns);
    }

    /** A leaf that collects a gradient, over the given array. */
    public static Tensor variable(float[] data, int rows, int columns) {
        check(data, rows, columns);
        return new Tensor(data, new float[rows * columns], rows, columns);
    }

    /** The same values and the same gradient in another shape of as many elements. */
    public Tensor reshaped(int newRows, int newColumns) {
        if ((long) newRows * newColumns != (long) rows * columns) {
            throw InvalidInput.at(
                    "reshape of " + shape(), (long) rows * columns + " values", newRows + " x " + newColumns);
        }
        return new Tensor(data, gradient, newRows, newColumns);
    }

    private static void check(float[] data, int rows, int columns) {
        if (rows < 0 || columns < 0 || (long) rows * columns > data.length) {
            throw InvalidInput.at("tensor", "at least " + (long) rows * columns + " values", data.length);
        }
    }

    /** The values; 0 .. rows * columns - 1 count. */
    public float[] data() {
        return data;
    }

    /** Rows. */
    public int rows() {
        return rows;
    }

    /** Columns. */
    public int columns() {
        return columns;
    }

    /** rows * columns. */
    public int size() {
        return rows * columns;
    }

    /** Whether a gradient is collected. */
    public boolean needsGradient() {
        return gradient != null;
    }

    /** The gradient collected so far. */
    public float[] gradient() {
        if (gradient == null) {
            throw new IllegalStateException("a constant has no gradient");
        }
        return gradient;
    }

    /** The gradient, to be added to: notes that this step has one. */
    public float[] accumulator() {
        touched = true;
        return gradient();
    }

    /** Whether {@link #accumulator} was asked for since the last call of this; an optimiser skips a parameter without. */
    public boolean takeTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    /** "[rows, columns]". */
    public String shape() {
        return "[" + rows + ", " + columns + "]";
    }
}
