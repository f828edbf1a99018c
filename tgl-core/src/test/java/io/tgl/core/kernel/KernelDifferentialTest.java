package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.parallel.Workers;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vector provider has the scalar provider's bits, and neither writes outside its range. */
class KernelDifferentialTest {
    private static final int PAD = 3;
    private final Kernels scalar = KernelProvider.scalar();
    private final Kernels vector = KernelProvider.vector();

    /** A kernel y = f(x). */
    @FunctionalInterface
    private interface Elementwise {
        void apply(Kernels kernels, float[] x, int xOffset, float[] y, int yOffset, int length);
    }

    private record Named(String name, Elementwise function) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Named> functions() {
        return Stream.of(
                new Named("exp", Kernels::exp),
                new Named("log", Kernels::log),
                new Named("tanh", Kernels::tanh),
                new Named("sigmoid", Kernels::sigmoid),
                new Named("cos", Kernels::cos),
                new Named("sin", Kernels::sin),
                new Named("erf", Kernels::erf),
                new Named("gelu", (k, x, xOffset, y, yOffset, n) -> k.gelu(x, xOffset, y, yOffset, new float[n], 0, n)),
                new Named("slope of gelu", KernelDifferentialTest::slope));
    }

    private static void slope(Kernels kernels, float[] x, int xOffset, float[] y, int yOffset, int length) {
        float[] slope = new float[length];
        kernels.gelu(x, xOffset, new float[length], 0, slope, 0, length);
        System.arraycopy(slope, 0, y, yOffset, length);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void elementaryFunctions(Named named) {
        SplittableRandom random = new SplittableRandom(7);
        for (int length : new int[] {0, 1, 2, 3, 5, 7, 13, 17, 31, 37, 101, 100_003}) {
            check(named, Bits.special(random, length + 2 * PAD), length);
            check(named, Bits.any(random, length + 2 * PAD), length);
            float[] wide = Bits.ordinary(random, length + 2 * PAD);
            for (int i = 0; i < wide.length; i++) {
                wide[i] *= (i & 1) == 0 ? 40f : 1e8f;
            }
            check(named, wide, length);
        }
    }

    private void check(Named named, float[] x, int length) {
        float[] expected = new float[length + 2 * PAD];
        float[] actual = expected.clone();
        named.function.apply(scalar, x, 1, expected, PAD, length);
        named.function.apply(vector, x, 1, actual, PAD, length);
        Bits.assertSame(expected, actual, named.name + " of " + length);
        float[] inPlace = x.clone();
        named.function.apply(vector, inPlace, 1, inPlace, 1, length);
        for (int i = 0; i < inPlace.length; i++) {
            float wanted = i >= 1 && i <= length ? expected[PAD + i - 1] : x[i];
            assertThat(Bits.bits(inPlace[i])).isEqualTo(Bits.bits(wanted));
        }
    }

    @Property(tries = 200)
    void reductions(@ForAll @IntRange(max = 211) int length, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = Bits.ordinary(random, length + PAD);
        float[] y = Bits.special(random, length + PAD);
        assertThat(Bits.bits(vector.dot(x, 1, y, 2, length))).isEqualTo(Bits.bits(scalar.dot(x, 1, y, 2, length)));
        assertThat(Bits.bits(vector.dot(x, 1, x, 3, length))).isEqualTo(Bits.bits(scalar.dot(x, 1, x, 3, length)));
        assertThat(Bits.bits(vector.sum(x, 1, length))).isEqualTo(Bits.bits(scalar.sum(x, 1, length)));
        assertThat(Bits.bits(vector.sum(y, 1, length))).isEqualTo(Bits.bits(scalar.sum(y, 1, length)));
        float[] expected = y.clone();
        float[] actual = y.clone();
        scalar.axpy(x[0], x, 1, expected, 2, length);
        vector.axpy(x[0], x, 1, actual, 2, length);
        Bits.assertSame(expected, actual, "axpy of " + length);
    }

    @Property(tries = 100)
    void hiddenScores(
            @ForAll @IntRange(max = 300) int columns, @ForAll @IntRange(max = 90) int rows, @ForAll long seed) {
        int hidden = seed % 11 == 0 ? rows + Kernels.BLOCK : rows;
        SplittableRandom random = new SplittableRandom(seed);
        float[] a = Bits.ordinary(random, hidden + 1);
        float[] w = Bits.ordinary(random, hidden);
        float[] b = Bits.ordinary(random, hidden * (columns + 2));
        float[] expected = new float[columns + 2 * PAD];
        float[] actual = expected.clone();
        scalar.hiddenScores(a, 1, b, columns + 2, w, hidden, columns, expected, PAD);
        vector.hiddenScores(a, 1, b, columns + 2, w, hidden, columns, actual, PAD);
        Bits.assertSame(expected, actual, columns + " scores over " + hidden);
        for (int c = 0; c < columns; c++) {
            float[] row = new float[hidden];
            for (int j = 0; j < hidden; j++) {
                row[j] = Math.max(a[1 + j] + b[j * (columns + 2) + c], 0f);
            }
            float[] product = new float[1];
            scalar.matmul(
                    false, true, 1, 1, hidden, row, 0, hidden, w, 0, hidden, product, 0, 1, false, Workers.single());
            assertThat(Bits.bits(expected[PAD + c])).isEqualTo(Bits.bits(product[0]));
        }
    }

    @Property(tries = 200)
    void weightedRows(
            @ForAll @IntRange(max = 93) int width,
            @ForAll @IntRange(min = 1, max = 9) int heads,
            @ForAll @IntRange(max = 19) int terms,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int w : new int[] {width, 4, 8, 16}) {
            int entries = 23;
            int[] entry = random.ints(terms, 0, entries).toArray();
            int[] row = random.ints(entries, 0, 5).toArray();
            int ld = heads * w + PAD;
            WeightedRows rows = new WeightedRows(
                    entry, Bits.ordinary(random, 10 * entries), 10, row, Bits.special(random, 5 * ld), ld);
            float[] expected = Bits.ordinary(random, heads * w + 2 * PAD);
            float[] actual = expected.clone();
            scalar.addWeightedRows(rows, terms / 3, terms, heads, w, expected, PAD);
            vector.addWeightedRows(rows, terms / 3, terms, heads, w, actual, PAD);
            Bits.assertSame(expected, actual, "weighted rows of " + heads + " heads of " + w);
        }
    }

    @Property(tries = 200)
    void timeEncodings(@ForAll @IntRange(max = 113) int length, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] w = Bits.ordinary(random, length);
        float[] b = Bits.ordinary(random, length);
        float dt = (float) StrictMath.exp(random.nextDouble() * 20);
        float[] expected = new float[length + PAD];
        float[] actual = expected.clone();
        scalar.timeEncoding(dt, w, b, expected, 1, length);
        vector.timeEncoding(dt, w, b, actual, 1, length);
        Bits.assertSame(expected, actual, "time encoding of " + length);
        for (int i = 0; i < length; i++) {
            assertThat((double) actual[i + 1]).isCloseTo(StrictMath.cos(w[i] * dt + b[i]), within(1e-7));
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double tolerance) {
        return org.assertj.core.api.Assertions.within(tolerance);
    }

    @Property(tries = 200)
    void randomNumbers(
            @ForAll long key,
            @ForAll int epoch,
            @ForAll int batch,
            @ForAll @IntRange(max = 131) int length,
            @ForAll @IntRange(max = 9) int start) {
        for (long base : new long[] {0, (1L << 34) - 8, 1L << 40}) {
            long first = base + start;
            float[] expected = new float[length + PAD];
            float[] actual = expected.clone();
            scalar.uniform(key, epoch, batch, first, expected, 1, length);
            vector.uniform(key, epoch, batch, first, actual, 1, length);
            Bits.assertSame(expected, actual, "uniform of " + length);
            for (float u : expected) {
                assertThat(u).isBetween(0f, 0x1.fffffep-1f);
            }
            float[] mask = new float[length + PAD];
            vector.dropoutMask(key, epoch, batch, first, 0.3f, 2f, mask, 1, length);
            for (int i = 1; i <= length; i++) {
                assertThat(mask[i]).isEqualTo(expected[i] >= 0.3f ? 2f : 0f);
            }
            float[] scalarMask = new float[length + PAD];
            scalar.dropoutMask(key, epoch, batch, first, 0.3f, 2f, scalarMask, 1, length);
            Bits.assertSame(scalarMask, mask, "mask of " + length);
        }
    }
}
