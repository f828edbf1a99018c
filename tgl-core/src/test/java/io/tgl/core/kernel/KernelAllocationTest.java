package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tgl.core.parallel.Workers;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Compiled vector kernels allocate next to nothing. A vector that crosses a call which the compiler did not inline is
 * boxed, silently: the bits stay right and the kernel becomes ten times slower.
 */
class KernelAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long PATIENCE = 30_000_000_000L;
    private static final int CALLS = 50;
    /** Records of arguments and lambdas; a boxed product of this size allocates megabytes. */
    private static final long ALLOWED = 4_096;

    private static final int M = 90;
    private static final int N = 172;
    private static final int K = 272;

    private final Kernels kernels = KernelProvider.kernels();
    private final float[] a = new float[K * N];
    private final float[] b = new float[K * N];
    private final float[] c = new float[K * N];

    private Map<String, Runnable> calls() {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        for (boolean add : new boolean[] {false, true}) {
            calls.put("A B^T, add " + add, () -> product(false, true, add));
            calls.put("A^T B, add " + add, () -> product(true, false, add));
            calls.put("A B, add " + add, () -> product(false, false, add));
        }
        calls.put("dot", () -> kernels.dot(a, 0, b, 0, 1_003));
        calls.put("sum", () -> kernels.sum(a, 0, 1_003));
        calls.put("axpy", () -> kernels.axpy(0.5f, a, 0, c, 0, 1_003));
        int[] row = WeightedRows.inOrder(40);
        WeightedRows rows = new WeightedRows(row, a, 9, row, b, 172);
        calls.put("addWeightedRows", () -> kernels.addWeightedRows(rows, 0, 40, 1, 93, c, 0));
        calls.put("addWeightedRows, 8 heads", () -> kernels.addWeightedRows(rows, 0, 40, 9, 8, c, 0));
        calls.put("exp", () -> kernels.exp(a, 0, c, 0, 1_003));
        calls.put("log", () -> kernels.log(a, 0, c, 0, 1_003));
        calls.put("tanh", () -> kernels.tanh(a, 0, c, 0, 1_003));
        calls.put("sigmoid", () -> kernels.sigmoid(a, 0, c, 0, 1_003));
        calls.put("cos", () -> kernels.cos(a, 0, c, 0, 1_003));
        calls.put("sin", () -> kernels.sin(a, 0, c, 0, 1_003));
        calls.put("erf", () -> kernels.erf(a, 0, c, 0, 1_003));
        calls.put("timeEncoding", () -> kernels.timeEncoding(3f, a, b, c, 0, 100));
        calls.put("uniform", () -> kernels.uniform(7, 1, 2, 5, c, 0, 1_003));
        calls.put("dropoutMask", () -> kernels.dropoutMask(7, 1, 2, 5, 0.1f, 1.1f, c, 0, 1_003));
        return calls;
    }

    private void product(boolean transposeA, boolean transposeB, boolean add) {
        int lda = transposeA ? M : K;
        int ldb = transposeB ? K : N;
        kernels.matmul(transposeA, transposeB, M, N, K, a, 0, lda, b, 0, ldb, c, 0, N, add, Workers.single());
    }

    /** All kernels are called in turns, so that none is compiled for one kind of call alone. */
    @Test
    void compiledKernelsBoxNoVectors() {
        Map<String, Runnable> calls = calls();
        Map<String, Long> allocated = new LinkedHashMap<>();
        long deadline = System.nanoTime() + PATIENCE;
        do {
            calls.forEach((name, call) -> allocated.put(name, bytes(call)));
        } while (allocated.values().stream().anyMatch(bytes -> bytes > ALLOWED) && System.nanoTime() < deadline);
        assertThat(allocated)
                .allSatisfy((name, bytes) ->
                        assertThat(bytes).as("bytes a call of %s", name).isLessThanOrEqualTo(ALLOWED));
    }

    private static long bytes(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }
}
