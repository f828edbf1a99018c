package io.tgl.bench;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Kernels that count the floating-point operations of dense products: 2 m n k each. For a run apart from the timed ones. */
final class CountingKernels {
    private final Kernels kernels;
    private double operations;

    CountingKernels(Kernels counted) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("matmul")) {
                operations += 2.0 * (int) arguments[2] * (int) arguments[3] * (int) arguments[4];
            }
            try {
                return method.invoke(counted, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        this.kernels = (Kernels)
                Proxy.newProxyInstance(Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, handler);
    }

    Kernels kernels() {
        return kernels;
    }

    double giga() {
        return operations * 1e-9;
    }

    /** GFLOP/s of a product of the size of TGN's GRU input, now, on these workers. */
    static double denseRate(Kernels kernels, Workers workers) {
        int m = 500;
        int n = 516;
        int k = 444;
        float[] a = new float[m * k];
        float[] b = new float[n * k];
        float[] c = new float[m * n];
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            kernels.matmul(false, true, m, n, k, a, 0, k, b, 0, k, c, 0, n, false, workers);
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        return 2.0 * m * n * k / best * 1e-9;
    }
}
