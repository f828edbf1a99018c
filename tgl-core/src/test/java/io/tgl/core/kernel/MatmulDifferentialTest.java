package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.parallel.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both providers against the definition of the product, element by element, and against each other at every shape. */
class MatmulDifferentialTest {
    private final Kernels scalar = KernelProvider.scalar();
    private final Kernels vector = KernelProvider.vector();

    /** One product inside larger arrays: offsets, leading dimensions, and sentinels around C. */
    private record Case(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float[] a,
            int lda,
            float[] b,
            int ldb,
            float[] c,
            int ldc,
            boolean accumulate) {
        static final int A_OFFSET = 3;
        static final int B_OFFSET = 5;
        static final int C_OFFSET = 2;

        static Case random(RandomGenerator random, int m, int n, int k, boolean special) {
            boolean transposeA = random.nextBoolean();
            boolean transposeB = random.nextBoolean();
            int lda = (transposeA ? m : k) + random.nextInt(4);
            int ldb = (transposeB ? k : n) + random.nextInt(4);
            int ldc = n + random.nextInt(4);
            float[] a = values(random, A_OFFSET + (transposeA ? k : m) * lda, special);
            float[] b = values(random, B_OFFSET + (transposeB ? n : k) * ldb, special);
            float[] c = values(random, C_OFFSET + m * ldc + 1, false);
            return new Case(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, random.nextBoolean());
        }

        private static float[] values(RandomGenerator random, int length, boolean special) {
            return special ? Bits.special(random, length) : Bits.ordinary(random, length);
        }

        float[] by(Kernels kernels, int threads) {
            float[] result = c.clone();
            kernels.matmul(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    a,
                    A_OFFSET,
                    lda,
                    b,
                    B_OFFSET,
                    ldb,
                    result,
                    C_OFFSET,
                    ldc,
                    accumulate,
                    Workers.ofThreads(threads));
            return result;
        }

        /** The product with op(B) made ready, in two blocks of rows; needs A as it is and no accumulation. */
        float[] prepared(Kernels kernels) {
            float[] result = c.clone();
            PreparedFactor factor = kernels.prepare(transposeB, n, k, b, B_OFFSET, ldb);
            int first = m / 3;
            factor.multiply(first, a, A_OFFSET, lda, result, C_OFFSET, ldc);
            factor.multiply(m - first, a, A_OFFSET + first * lda, lda, result, C_OFFSET + first * ldc, ldc);
            return result;
        }

        float[] byDefinition() {
            float[] result = c.clone();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int at = C_OFFSET + i * ldc + j;
                    result[at] = accumulate ? result[at] : 0f;
                    for (int x = 0; x < k; x += 1024) {
                        float sum = chain(i, j, x, Math.min(k, x + 1024));
                        result[at] = accumulate || x > 0 ? result[at] + sum : sum;
                    }
                }
            }
            return result;
        }

        private float chain(int i, int j, int from, int to) {
            float sum = 0f;
            for (int x = from; x < to; x++) {
                float left = a[A_OFFSET + (transposeA ? x * lda + i : i * lda + x)];
                float right = b[B_OFFSET + (transposeB ? j * ldb + x : x * ldb + j)];
                sum = Math.fma(left, right, sum);
            }
            return sum;
        }

        @Override
        public String toString() {
            return "[%d, %d, %d]%s%s%s"
                    .formatted(
                            m,
                            n,
                            k,
                            transposeA ? " A^T" : "",
                            transposeB ? " B^T" : "",
                            accumulate ? " accumulate" : "");
        }
    }

    @Property(tries = 300)
    void bothProvidersFollowTheDefinition(
            @ForAll @IntRange(max = 47) int m,
            @ForAll @IntRange(max = 71) int n,
            @ForAll @IntRange(max = 37) int k,
            @ForAll long seed) {
        Case product = Case.random(new SplittableRandom(seed), m, n, k, true);
        float[] expected = product.byDefinition();
        Bits.assertSame(expected, product.by(scalar, 1), "scalar " + product);
        Bits.assertSame(expected, product.by(vector, 1), "vector " + product);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1023",
        "1, 1, 1025",
        "3, 37, 2049",
        "37, 3, 2050",
        "1, 127, 1024",
        "127, 1, 1031",
        "17, 19, 1023",
        "17, 35, 1024",
        "29, 67, 1025",
        "13, 33, 2050",
        "41, 31, 3073"
    })
    void blocksOfTheInnerIndex(int m, int n, int k) {
        for (int seed = 0; seed < 8; seed++) {
            Case product = Case.random(new SplittableRandom(seed), m, n, k, false);
            float[] expected = product.byDefinition();
            Bits.assertSame(expected, product.by(scalar, 2), "scalar " + product);
            Bits.assertSame(expected, product.by(vector, 2), "vector " + product);
        }
    }

    @Property(tries = 200)
    void aPreparedFactorGivesTheSameProduct(
            @ForAll @IntRange(max = 47) int m,
            @ForAll @IntRange(max = 71) int n,
            @ForAll @IntRange(max = 37) int k,
            @ForAll long seed) {
        checkPrepared(m, n, k == 37 ? 2050 : k, seed);
    }

    private void checkPrepared(int m, int n, int k, long seed) {
        Case any = Case.random(new SplittableRandom(seed), m, n, k, false);
        Case product = new Case(
                false,
                any.transposeB,
                m,
                n,
                k,
                new float[Case.A_OFFSET + m * (k + 2)],
                k + 2,
                any.b,
                any.ldb,
                any.c,
                any.ldc,
                false);
        SplittableRandom random = new SplittableRandom(seed + 1);
        System.arraycopy(Bits.ordinary(random, product.a.length), 0, product.a, 0, product.a.length);
        float[] expected = product.byDefinition();
        Bits.assertSame(expected, product.prepared(scalar), "scalar " + product);
        Bits.assertSame(expected, product.prepared(vector), "vector " + product);
    }

    /** Large enough for several threads in each of the ways to split a product. */
    @ParameterizedTest
    @CsvSource({
        "211, 101, 97",
        "199, 173, 101",
        "83, 613, 107",
        "61, 67, 1031",
        "173, 443, 211",
        "1, 1021, 1301",
        "2, 3001, 211",
        "3001, 1, 211",
        "3001, 67, 211",
        "3001, 545, 181",
        "599, 37, 2050",
        "40009, 5, 7",
        "5, 40009, 7"
    })
    void anyNumberOfThreads(int m, int n, int k) {
        for (int seed = 0; seed < 4; seed++) {
            Case product = Case.random(new SplittableRandom(seed), m, n, k, false);
            float[] expected = product.by(scalar, 1);
            for (int threads = 1; threads <= 4; threads++) {
                Bits.assertSame(expected, product.by(vector, threads), threads + " threads, vector " + product);
            }
            Bits.assertSame(expected, product.by(scalar, 3), "3 threads, scalar " + product);
        }
    }

    @Test
    void paddingNeverMeetsInfinity() {
        float[] a = new float[5 * 3];
        float[] b = new float[3 * 7];
        Arrays.fill(a, Float.POSITIVE_INFINITY);
        Arrays.fill(b, 1f);
        float[] c = new float[5 * 7];
        vector.matmul(false, false, 5, 7, 3, a, 0, 3, b, 0, 7, c, 0, 7, false, Workers.single());
        assertThat(c).containsOnly(Float.POSITIVE_INFINITY);
    }

    @Test
    void anEmptyInnerIndexGivesZeroOrChangesNothing() {
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            float[] c = {1, 2, 3, 4};
            kernels.matmul(false, false, 2, 2, 0, c, 0, 0, c, 0, 2, c, 0, 2, true, Workers.single());
            assertThat(c).containsExactly(1, 2, 3, 4);
            kernels.matmul(false, false, 1, 2, 0, c, 0, 0, c, 0, 2, c, 1, 2, false, Workers.single());
            assertThat(c).containsExactly(1, 0, 0, 4);
        }
    }
}
