package io.tgl.core.nn;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.random.RandomStreams;
import java.util.Arrays;

/**
 * The distributions that PyTorch starts its layers from. Every parameter has a random stream of its own, keyed by seed
 * and parameter name, so that adding one changes no other.
 */
public final class Initializers {
    private final long seed;
    private final Kernels kernels;

    /** Initialisers of one seed. */
    public Initializers(long seed, Kernels kernels) {
        this.seed = seed;
        this.kernels = kernels;
    }

    /** {@code size} values of U(-bound, bound). */
    public float[] uniform(String name, int size, double bound) {
        float[] values = new float[size];
        kernels.uniform(RandomStreams.key(seed, "init/" + name), 0, 0, 0, values, 0, size);
        float range = (float) bound;
        for (int i = 0; i < size; i++) {
            values[i] = range * (2f * values[i] - 1f);
        }
        return values;
    }

    /** Weight or bias of a Linear, or of a recurrent cell of that width: U(-1/sqrt(fan), 1/sqrt(fan)). */
    public float[] linear(String name, int size, int fan) {
        return uniform(name, size, 1 / Math.sqrt(fan));
    }

    /** {@code size} values of N(0, deviation^2). */
    public float[] normal(String name, int size, double deviation) {
        float[] values = new float[size];
        RandomStreams.normals(RandomStreams.key(seed, "init/" + name), 0, values, 0, size);
        for (int i = 0; i < size; i++) {
            values[i] *= (float) deviation;
        }
        return values;
    }

    /** Glorot and Bengio 2010: U(-b, b) with b = sqrt(6 / (in + out)). */
    public float[] glorot(String name, int size, int in, int out) {
        return uniform(name, size, Math.sqrt(6.0 / (in + out)));
    }

    /** {@code size} equal values. */
    public static float[] constant(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    /** The time ladder w_k = 10^(-9 k / (T - 1)): 1 ... 1e-9 (Xu et al. 2020 as released). */
    public static float[] timeLadder(int width) {
        float[] w = new float[width];
        for (int k = 0; k < width; k++) {
            w[k] = (float) StrictMath.pow(10, -9.0 * k / Math.max(1, width - 1));
        }
        return w;
    }
}
