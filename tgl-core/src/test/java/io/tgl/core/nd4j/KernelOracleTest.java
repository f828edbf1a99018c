package io.tgl.core.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.core.tensor.op.ResidualNormOp;
import io.tgl.core.testing.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Kernels and operations against ND4J, which shares no code with them. Tolerances: a product of k terms of size at most 1
 * is off by at most 2^-24 (k + 4); the functions by 2^-21 of max(1, |y|); attention by 1e-6, normalised rows and
 * losses by 1e-5.
 */
class KernelOracleTest {
    private static final List<Kernels> PROVIDERS = List.of(KernelProvider.scalar(), KernelProvider.vector());

    private static void assertNear(float[] expected, float[] found, double relative, String what) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(expected[i], within(relative * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static INDArray operand(float[] values, int rows, int columns, boolean transposed) {
        return transposed
                ? Nd4jBridge.toNd4j(values, columns, rows).transpose()
                : Nd4jBridge.toNd4j(values, rows, columns);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 37, 53", "37, 1, 53", "3, 101, 1031", "37, 41, 53", "67, 61, 2053", "200, 100, 100"})
    void productsInEveryTransposition(int m, int n, int k) {
        float[] a = GradientCheck.uniform(1, m * k);
        float[] b = GradientCheck.uniform(2, k * n);
        float[] start = GradientCheck.uniform(3, m * n);
        for (int variant = 0; variant < 8; variant++) {
            boolean transposeA = (variant & 1) != 0;
            boolean transposeB = (variant & 2) != 0;
            boolean accumulate = (variant & 4) != 0;
            INDArray product = operand(a, m, k, transposeA).mmul(operand(b, k, n, transposeB));
            float[] expected = Nd4jBridge.toFloats(accumulate ? product.add(Nd4jBridge.toNd4j(start, m, n)) : product);
            int lda = transposeA ? m : k;
            int ldb = transposeB ? k : n;
            for (Kernels kernels : PROVIDERS) {
                float[] c = start.clone();
                kernels.matmul(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        a,
                        0,
                        lda,
                        b,
                        0,
                        ldb,
                        c,
                        0,
                        n,
                        accumulate,
                        Workers.ofThreads(2));
                String what = kernels.name() + ", [" + m + ", " + n + ", " + k + "], variant " + variant;
                assertNear(expected, c, 0x1p-24 * (k + 4), what);
            }
        }
    }

    @Test
    void elementaryFunctions() {
        float[] x = GradientCheck.uniform(1, 2_003);
        float[] positive = new float[x.length];
        float[] wide = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            positive[i] = 50f * (x[i] + 1.0001f);
            wide[i] = 9f * x[i];
        }
        INDArray array = Nd4jBridge.toNd4j(wide, 1, x.length);
        check(Kernels::exp, wide, Transforms.exp(array), "exp");
        check(Kernels::tanh, wide, Transforms.tanh(array), "tanh");
        check(Kernels::sigmoid, wide, Transforms.sigmoid(array), "sigmoid");
        check(Kernels::cos, wide, Transforms.cos(array), "cos");
        check(Kernels::sin, wide, Transforms.sin(array), "sin");
        check(Kernels::erf, x, Nd4j.exec(new Erf(Nd4jBridge.toNd4j(x, 1, x.length))), "erf");
        check(Kernels::log, positive, Transforms.log(Nd4jBridge.toNd4j(positive, 1, x.length)), "log");
    }

    private interface Function {
        void apply(Kernels kernels, float[] x, int xOffset, float[] y, int yOffset, int length);
    }

    private static void check(Function function, float[] x, INDArray expected, String what) {
        for (Kernels kernels : PROVIDERS) {
            float[] y = new float[x.length];
            function.apply(kernels, x, 0, y, 0, x.length);
            assertNear(Nd4jBridge.toFloats(expected), y, 0x1p-21, kernels.name() + ", " + what);
        }
    }

    @Test
    void reductionsAndTimeEncoding() {
        float[] x = GradientCheck.uniform(1, 1_009);
        float[] y = GradientCheck.uniform(2, 1_009);
        INDArray left = Nd4jBridge.toNd4j(x, 1, x.length);
        INDArray right = Nd4jBridge.toNd4j(y, 1, y.length);
        float dt = 3.5f;
        for (Kernels kernels : PROVIDERS) {
            assertThat(kernels.dot(x, 0, y, 0, x.length))
                    .isCloseTo(left.mmul(right.transpose()).getFloat(0), within(1e-5f));
            assertThat(kernels.sum(x, 0, x.length)).isCloseTo(left.sumNumber().floatValue(), within(1e-5f));
            float[] sum = y.clone();
            kernels.axpy(dt, x, 0, sum, 0, x.length);
            assertNear(Nd4jBridge.toFloats(right.add(left.mul(dt))), sum, 0x1p-22, "axpy");
            float[] encoding = new float[x.length];
            kernels.timeEncoding(dt, x, y, encoding, 0, x.length);
            assertNear(Nd4jBridge.toFloats(Transforms.cos(left.mul(dt).add(right))), encoding, 0x1p-21, "encoding");
        }
    }

    @Test
    void linearAndItsGradients() {
        int rows = 37;
        int in = 29;
        int out = 19;
        Tensor x = GradientCheck.variable(1, rows, in);
        Tensor weight = GradientCheck.variable(2, out, in);
        Tensor bias = GradientCheck.variable(3, 1, out);
        float[] seed = GradientCheck.uniform(4, rows * out);
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), true);
        Tensor y = LinearOp.apply(tape, rows, weight, bias, Activation.RELU, Part.of(x, 0));
        backward(tape, y, seed);
        INDArray input = Nd4jBridge.toNd4j(x.data(), rows, in);
        INDArray map = Nd4jBridge.toNd4j(weight.data(), out, in);
        INDArray sum = input.mmul(map.transpose()).addRowVector(Nd4jBridge.toNd4j(bias.data(), 1, out));
        INDArray dy = Nd4jBridge.toNd4j(seed, rows, out).mul(sum.gt(0).castTo(sum.dataType()));
        assertNear(Nd4jBridge.toFloats(Transforms.relu(sum)), values(y), 1e-6, "y");
        assertNear(Nd4jBridge.toFloats(dy.mmul(map)), x.gradient(), 1e-6, "dx");
        assertNear(Nd4jBridge.toFloats(dy.transpose().mmul(input)), weight.gradient(), 1e-5, "dw");
        assertNear(Nd4jBridge.toFloats(dy.sum(0)), bias.gradient(), 1e-5, "db");
    }

    private static void backward(Tape tape, Tensor result, float[] seed) {
        Tensor loss = tape.result(1, 1, true);
        tape.record(() -> System.arraycopy(seed, 0, result.gradient(), 0, seed.length));
        tape.backward(loss);
    }

    private static float[] values(Tensor tensor) {
        return Arrays.copyOf(tensor.data(), tensor.size());
    }

    @Test
    void layerNormalisation() {
        int rows = 23;
        int width = 31;
        Tensor x = GradientCheck.variable(1, rows, width);
        Tensor h = Tensor.constant(GradientCheck.uniform(2, rows * 20), rows, 20);
        Tensor c = Tensor.constant(new float[11], 1, 11);
        Tensor gain = GradientCheck.variable(3, 1, width);
        Tensor bias = GradientCheck.variable(4, 1, width);
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        int[] own = IntStream.range(0, rows).toArray();
        Tensor y = ResidualNormOp.apply(tape, x, h, own, c, gain, bias, Dropout.NONE);
        INDArray sum = Nd4jBridge.toNd4j(x.data(), rows, width)
                .add(Nd4j.hstack(Nd4jBridge.toNd4j(h.data(), rows, 20), Nd4j.zeros(rows, 11)));
        INDArray centred = sum.subColumnVector(sum.mean(true, 1));
        INDArray deviation = Transforms.sqrt(centred.mul(centred).mean(true, 1).add(1e-5));
        INDArray expected = centred.divColumnVector(deviation)
                .mulRowVector(Nd4jBridge.toNd4j(gain.data(), 1, width))
                .addRowVector(Nd4jBridge.toNd4j(bias.data(), 1, width));
        assertNear(Nd4jBridge.toFloats(expected), values(y), 1e-5, "layer norm");
    }

    /** One head, every query with its k rows [h ; cos(w dt + b)], written with dense matrices and ND4J's softmax. */
    @Test
    void attentionWithSoftmax() {
        int queries = 11;
        int k = 7;
        int node = 5;
        int time = 6;
        Tensor u = GradientCheck.variable(1, queries, node + time);
        Tensor h = GradientCheck.variable(2, queries * k, node);
        Tensor w = GradientCheck.variable(3, 1, time);
        Tensor b = GradientCheck.variable(4, 1, time);
        float[] dt = GradientCheck.uniform(5, queries * k);
        int[] row = IntStream.range(0, queries * k).toArray();
        int[] full = new int[queries];
        Arrays.fill(full, k);
        NeighborAttentionOp.Slots slots =
                new NeighborAttentionOp.Slots(queries, k, full, row, row, dt, FeatureTable.absent(row.length));
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        int[] own = IntStream.range(0, queries).toArray();
        Tensor y = NeighborAttentionOp.apply(tape, u, own, h, w, b, slots, 1, 0.5f, Dropout.NONE);
        INDArray codes = Transforms.cos(Nd4jBridge.toNd4j(dt, row.length, 1)
                .mmul(Nd4jBridge.toNd4j(w.data(), 1, time))
                .addRowVector(Nd4jBridge.toNd4j(b.data(), 1, time)));
        INDArray x = Nd4j.hstack(Nd4jBridge.toNd4j(h.data(), row.length, node), codes);
        INDArray query = Nd4jBridge.toNd4j(u.data(), queries, node + time);
        for (int q = 0; q < queries; q++) {
            INDArray keys = x.get(NDArrayIndex.interval(q * k, (q + 1) * k), NDArrayIndex.all());
            INDArray scores = query.getRow(q, true).mmul(keys.transpose()).mul(0.5);
            INDArray expected = Nd4j.exec(new SoftMax(scores))[0].mmul(keys);
            float[] found = Arrays.copyOfRange(y.data(), q * y.columns(), (q + 1) * y.columns());
            assertNear(Nd4jBridge.toFloats(expected), found, 1e-6, "query " + q);
        }
    }

    @Test
    void binaryCrossEntropy() {
        int n = 101;
        Tensor logits = Tensor.variable(GradientCheck.uniform(1, n), n, 1);
        float[] target = new float[n];
        for (int i = 0; i < n; i++) {
            logits.data()[i] *= 6f;
            target[i] = i % 3 == 0 ? 1f : 0f;
        }
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        Tensor loss = BinaryCrossEntropyOp.apply(tape, logits, target);
        tape.backward(loss);
        INDArray x = Nd4jBridge.toNd4j(logits.data(), n, 1);
        INDArray y = Nd4jBridge.toNd4j(target, n, 1);
        INDArray p = Transforms.sigmoid(x);
        INDArray terms = y.mul(Transforms.log(p)).add(y.rsub(1).mul(Transforms.log(p.rsub(1))));
        assertThat(loss.data()[0]).isCloseTo(-terms.meanNumber().floatValue(), within(1e-5f));
        assertNear(Nd4jBridge.toFloats(p.sub(y).div(n)), logits.gradient(), 1e-7, "gradient");
    }
}
