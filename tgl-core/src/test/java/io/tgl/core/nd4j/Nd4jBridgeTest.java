package io.tgl.core.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The bridge, and ND4J as an independent witness: against plain loops in float64. */
class Nd4jBridgeTest {
    private static final int M = 37;
    private static final int K = 53;
    private static final int N = 41;

    private static float[] random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    @Test
    void copiesInAndOut() {
        float[] matrix = {1, 2, 3, 4, 5, 6};
        INDArray array = Nd4jBridge.toNd4j(matrix, 2, 3);
        assertThat(Nd4jBridge.shape(array)).containsExactly(2, 3);
        assertThat(array.getFloat(1, 0)).isEqualTo(4);
        assertThat(Nd4jBridge.toFloats(array)).isEqualTo(matrix);
        assertThat(Nd4jBridge.toFloats(array.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(Nd4jBridge.toFloats(array.dup('f'))).isEqualTo(matrix);
        assertThat(Nd4jBridge.toFloats(array.getColumn(1))).containsExactly(2, 5);
        assertThat(Nd4jBridge.toFloats(Nd4j.createFromArray(new double[] {0.5, 1e300})))
                .containsExactly(0.5f, Float.POSITIVE_INFINITY);
        assertThat(Nd4jBridge.toFloats(Nd4j.createFromArray(new int[][][] {{{1}, {2}}})))
                .containsExactly(1, 2);
        array.putScalar(0, 0, 99);
        assertThat(matrix[0]).isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Nd4jBridge.toNd4j(new float[5], 2, 3))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("[2, 3]");
        assertThatThrownBy(() -> Nd4jBridge.toNd4j(new float[0], 0, 3)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Nd4jBridge.toFloats(Nd4j.create("text"))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void productsAgree() {
        float[] a = random(1, M * K);
        float[] b = random(2, K * N);
        float[] nd4j = Nd4jBridge.toFloats(Nd4jBridge.toNd4j(a, M, K).mmul(Nd4jBridge.toNd4j(b, K, N)));
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < N; j++) {
                double sum = 0;
                for (int x = 0; x < K; x++) {
                    sum += (double) a[i * K + x] * b[x * N + j];
                }
                assertThat((double) nd4j[i * N + j]).isCloseTo(sum, within(1e-4));
            }
        }
    }

    @Test
    void elementFunctionsAgree() {
        float[] x = random(3, M * N);
        INDArray array = Nd4jBridge.toNd4j(x, M, N);
        float[] tanh = Nd4jBridge.toFloats(Transforms.tanh(array));
        float[] sigmoid = Nd4jBridge.toFloats(Transforms.sigmoid(array));
        float[] softmax = Nd4jBridge.toFloats(Nd4j.exec(new SoftMax(array))[0]);
        for (int i = 0; i < M; i++) {
            double sum = 0;
            for (int j = 0; j < N; j++) {
                sum += StrictMath.exp(x[i * N + j]);
            }
            for (int j = 0; j < N; j++) {
                int at = i * N + j;
                assertThat((double) tanh[at]).isCloseTo(StrictMath.tanh(x[at]), within(1e-6));
                assertThat((double) sigmoid[at]).isCloseTo(1 / (1 + StrictMath.exp(-x[at])), within(1e-6));
                assertThat((double) softmax[at]).isCloseTo(StrictMath.exp(x[at]) / sum, within(1e-6));
            }
        }
    }

    @Test
    void linearAlgebraSolves() {
        int n = 12;
        float[] a = random(4, n * n);
        for (int i = 0; i < n; i++) {
            a[i * n + i] += 8;
        }
        float[] x = random(5, n);
        float[] b = new float[n];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += (double) a[i * n + j] * x[j];
            }
            b[i] = (float) sum;
        }
        INDArray solved = Nd4j.linalg().solve(Nd4jBridge.toNd4j(a, n, n), Nd4jBridge.toNd4j(b, n, 1));
        float[] found = Nd4jBridge.toFloats(solved);
        for (int i = 0; i < n; i++) {
            assertThat(found[i]).isCloseTo(x[i], within(1e-5f));
        }
    }

    @Test
    void singularValuesRebuildTheMatrix() {
        int rows = 9;
        int cols = 6;
        float[] a = random(6, rows * cols);
        // All of one order: with mixed orders ND4J returns the factors transposed.
        INDArray sigma = Nd4j.create(DataType.FLOAT, cols);
        INDArray u = Nd4j.create(DataType.FLOAT, new long[] {rows, rows}, 'c');
        INDArray vt = Nd4j.create(DataType.FLOAT, new long[] {cols, cols}, 'c');
        Nd4j.getBlasWrapper().lapack().gesvd(Nd4jBridge.toNd4j(a, rows, cols), sigma, u, vt);
        float[] values = Nd4jBridge.toFloats(sigma);
        for (int i = 1; i < values.length; i++) {
            assertThat(values[i]).isBetween(0f, values[i - 1]);
        }
        double squares = 0;
        double frobenius = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        for (float value : a) {
            frobenius += (double) value * value;
        }
        assertThat(squares).isCloseTo(frobenius, within(1e-3));
        INDArray left = u.get(NDArrayIndex.all(), NDArrayIndex.interval(0, cols));
        float[] rebuilt = Nd4jBridge.toFloats(left.mmul(Nd4j.diag(sigma)).mmul(vt));
        for (int i = 0; i < a.length; i++) {
            assertThat(rebuilt[i]).isCloseTo(a[i], within(1e-4f));
        }
    }
}
