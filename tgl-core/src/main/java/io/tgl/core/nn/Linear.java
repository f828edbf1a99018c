package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;

/**
 * y = x W^T + b.
 *
 * @param weight [out, in]
 * @param bias [1, out]
 */
public record Linear(Tensor weight, Tensor bias) {
    /** Adds "NAME.weight" and "NAME.bias", both U(-1/sqrt(in), 1/sqrt(in)). */
    public static Linear create(Parameters parameters, Initializers init, String name, int in, int out) {
        return new Linear(
                parameters.add(name + ".weight", init.linear(name + ".weight", out * in, in), out, in),
                parameters.add(name + ".bias", init.linear(name + ".bias", out, in), 1, out));
    }

    /** Adds "NAME.weight" alone, for a map without bias. */
    public static Tensor weightOnly(Parameters parameters, Initializers init, String name, int in, int out) {
        return parameters.add(name + ".weight", init.linear(name + ".weight", out * in, in), out, in);
    }
}
