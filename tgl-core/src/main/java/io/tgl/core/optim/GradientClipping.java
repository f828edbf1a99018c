package io.tgl.core.optim;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;

/** Bounds the length of all gradients together (Pascanu, Mikolov and Bengio, ICML 2013), in PyTorch's arithmetic. */
public final class GradientClipping {
    private static final double EPSILON = 1e-6;

    private GradientClipping() {}

    /**
     * Scales every gradient by most / (norm + 1e-6) if the Euclidean norm of all of them is above {@code most}. Squares
     * are added in double, parameter by parameter in their order, so the bits depend on nothing else.
     *
     * @return the norm before
     */
    public static double clip(Parameters parameters, double most) {
        double sum = 0;
        for (Tensor tensor : parameters.tensors()) {
            for (float g : tensor.gradient()) {
                sum += (double) g * g;
            }
        }
        double norm = Math.sqrt(sum);
        double scale = most / (norm + EPSILON);
        if (scale < 1) {
            for (Tensor tensor : parameters.tensors()) {
                float[] gradient = tensor.gradient();
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] *= (float) scale;
                }
            }
        }
        return norm;
    }
}
