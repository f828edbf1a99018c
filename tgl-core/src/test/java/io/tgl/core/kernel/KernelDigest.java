package io.tgl.core.kernel;

import io.tgl.core.parallel.Workers;
import io.tgl.core.random.RandomStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Writes which kernels this JVM chose and the SHA-256 of what all of them compute; arguments: repetitions, threads, file.
 */
final class KernelDigest {
    private static final int[][] SHAPES = {{31, 45, 67}, {200, 100, 12}, {3, 37, 1100}, {64, 2, 50}, {15, 33, 1025}};

    private final Kernels kernels;
    private final Workers workers;
    private final MessageDigest digest;

    private KernelDigest(Kernels kernels, Workers workers) throws NoSuchAlgorithmException {
        this.kernels = kernels;
        this.workers = workers;
        this.digest = MessageDigest.getInstance("SHA-256");
    }

    public static void main(String[] args) throws NoSuchAlgorithmException, IOException {
        Kernels kernels = KernelProvider.kernels();
        Workers workers = Workers.ofThreads(Integer.parseInt(args[1]));
        String first = new KernelDigest(kernels, workers).ofEverything();
        for (int i = 1; i < Integer.parseInt(args[0]); i++) {
            String again = new KernelDigest(kernels, workers).ofEverything();
            if (!again.equals(first)) {
                throw new IllegalStateException("repetition " + i + " computes other bits");
            }
        }
        Files.writeString(Path.of(args[2]), kernels.name() + " " + first);
    }

    private String ofEverything() {
        SplittableRandom random = new SplittableRandom(5);
        for (int[] shape : SHAPES) {
            for (int variant = 0; variant < 8; variant++) {
                product(random, shape[0], shape[1], shape[2], (variant & 1) != 0, (variant & 2) != 0, variant > 3);
            }
        }
        elementary(Bits.special(random, 333));
        elementary(Bits.any(random, 333));
        reductions(Bits.ordinary(random, 347), Bits.ordinary(random, 347));
        randomNumbers();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void product(
            SplittableRandom random, int m, int n, int k, boolean transposeA, boolean transposeB, boolean accumulate) {
        float[] a = Bits.ordinary(random, m * k);
        float[] b = Bits.ordinary(random, n * k);
        float[] c = Bits.ordinary(random, m * n);
        int lda = transposeA ? m : k;
        int ldb = transposeB ? k : n;
        kernels.matmul(transposeA, transposeB, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, accumulate, workers);
        add(c);
    }

    private void elementary(float[] x) {
        float[] y = new float[x.length];
        kernels.exp(x, 0, y, 0, x.length);
        add(y);
        kernels.log(x, 0, y, 0, x.length);
        add(y);
        kernels.tanh(x, 0, y, 0, x.length);
        add(y);
        kernels.sigmoid(x, 0, y, 0, x.length);
        add(y);
        kernels.cos(x, 0, y, 0, x.length);
        add(y);
        kernels.sin(x, 0, y, 0, x.length);
        add(y);
        kernels.erf(x, 0, y, 0, x.length);
        add(y);
        float[] slope = new float[x.length];
        kernels.gelu(x, 0, y, 0, slope, 0, x.length);
        add(y);
        add(slope);
        kernels.timeEncoding(86_400f, x, x, y, 0, x.length);
        add(y);
    }

    private void reductions(float[] x, float[] y) {
        add(new float[] {kernels.dot(x, 0, y, 0, x.length), kernels.sum(x, 0, x.length), kernels.dot(x, 1, y, 2, 9)});
        kernels.axpy(0.3f, x, 0, y, 0, x.length);
        add(y);
        int[] row = WeightedRows.inOrder(7);
        kernels.addWeightedRows(new WeightedRows(row, x, 6, row, x, 31), 0, 7, 5, 8, y, 2);
        add(y);
    }

    private void randomNumbers() {
        float[] x = new float[101];
        kernels.uniform(RandomStreams.key(1, "digest"), 2, 3, 5, x, 0, x.length);
        add(x);
        kernels.dropoutMask(7, 2, 3, 1L << 33, 0.1f, 1 / 0.9f, x, 0, x.length);
        add(x);
        RandomStreams.normals(9, 0, x, 0, x.length);
        add(x);
    }

    private void add(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putInt(Float.floatToIntBits(value));
        }
        digest.update(bytes.flip());
    }
}
