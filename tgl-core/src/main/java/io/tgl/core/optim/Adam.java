package io.tgl.core.optim;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015) in PyTorch's arithmetic: betas 0.9 and 0.999, eps 1e-8, bias corrections in double. A step
 * reads every gradient once and sets it to zero.
 */
public final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final int GRAIN = 1 << 14;

    private record Slice(Tensor tensor, float[] first, float[] second, int from, int to) {}

    private final Map<String, float[]> moments = new LinkedHashMap<>();
    private final List<Slice> slices = new ArrayList<>();
    private final double learningRate;
    private long steps;

    /** An optimiser of all parameters. */
    public Adam(Parameters parameters, double learningRate) {
        this.learningRate = learningRate;
        parameters.asMap().forEach((name, tensor) -> {
            float[] first = new float[tensor.size()];
            float[] second = new float[tensor.size()];
            moments.put(name + "/first", first);
            moments.put(name + "/second", second);
            for (int from = 0; from < tensor.size(); from += GRAIN) {
                slices.add(new Slice(tensor, first, second, from, Math.min(tensor.size(), from + GRAIN)));
            }
        });
    }

    /** One step with the gradients collected; they are zero afterwards. */
    public void step(Workers workers) {
        steps++;
        double correction1 = 1 - StrictMath.pow(BETA1, steps);
        double correction2 = 1 - StrictMath.pow(BETA2, steps);
        float size = (float) -(learningRate / correction1);
        float root = (float) StrictMath.sqrt(correction2);
        workers.run(slices.size(), i -> update(slices.get(i), size, root));
    }

    private static void update(Slice s, float size, float root) {
        float[] value = s.tensor.data();
        float[] gradient = s.tensor.gradient();
        float[] first = s.first;
        float[] second = s.second;
        float keep = (float) BETA2;
        float mix1 = (float) (1 - BETA1);
        float mix2 = (float) (1 - BETA2);
        for (int i = s.from; i < s.to; i++) {
            float g = gradient[i];
            float m = first[i] + mix1 * (g - first[i]);
            float v = keep * second[i] + mix2 * (g * g);
            first[i] = m;
            second[i] = v;
            value[i] += size * (m / ((float) Math.sqrt(v) / root + EPSILON));
            gradient[i] = 0f;
        }
    }

    /** Steps done and both moments of every parameter, as named arrays (copies). */
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("steps", new long[] {steps});
        moments.forEach((name, values) -> state.put(name, values.clone()));
        return state;
    }

    /** Back to a state that {@link #state} gave, or nothing changes. */
    public void restore(Map<String, Object> state) {
        moments.forEach((name, values) -> {
            if (!(state.get(name) instanceof float[] found) || found.length != values.length) {
                throw InvalidInput.at("optimizer state " + name, values.length + " floats", state.get(name));
            }
        });
        if (!(state.get("steps") instanceof long[] count) || count.length != 1) {
            throw InvalidInput.at("optimizer state steps", "one number", state.get("steps"));
        }
        moments.forEach((name, values) -> {
            if (state.get(name) instanceof float[] found) {
                System.arraycopy(found, 0, values, 0, values.length);
            }
        });
        steps = count[0];
    }
}
