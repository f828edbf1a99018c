package io.tgl.core.nd4j;

import io.tgl.core.base.InvalidInput;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Row-major {@code float[]} matrices [rows, cols] to and from ND4J arrays. Values are copied, so neither side sees what
 * the other does later, and the layout of the ND4J array (views, transposes, column-major) does not matter. Needs
 * {@code org.nd4j:nd4j-native-platform} beside this library, an optional dependency.
 */
public final class Nd4jBridge {
    private Nd4jBridge() {}

    /** A float32 array [rows, cols] of a row-major matrix. */
    public static INDArray toNd4j(float[] values, int rows, int cols) {
        if (rows < 1 || cols < 1 || values.length != (long) rows * cols) {
            throw InvalidInput.at(
                    "matrix [" + rows + ", " + cols + "]",
                    "at least one row and column, rows x cols values",
                    values.length);
        }
        return Nd4j.createFromArray(values).reshape(rows, cols);
    }

    /** The elements of an array of any rank and any floating-point or integer type as float32, row-major. */
    public static float[] toFloats(INDArray array) {
        DataType type = array.dataType();
        if (!type.isFPType() && !type.isIntType()) {
            throw InvalidInput.at("ND4J array", "numbers", type);
        }
        // The copy has a buffer of its own, in row-major order.
        return array.isEmpty()
                ? new float[0]
                : array.castTo(DataType.FLOAT).dup('c').data().asFloat();
    }

    /** Sizes of the dimensions. */
    public static int[] shape(INDArray array) {
        long[] shape = array.shape();
        int[] out = new int[shape.length];
        for (int d = 0; d < out.length; d++) {
            out[d] = Math.toIntExact(shape[d]);
        }
        return out;
    }
}
