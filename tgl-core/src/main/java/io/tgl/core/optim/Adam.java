package io.tgl.core.optim;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Adam (Kingma and Ba 2015) in PyTorch's arithmetic: betas 0.9 and 0.999, eps 1e-8, bias corrections in double. A step
 * reads every gradient once and sets it to zero. A parameter that got no gradient in a step is left alone, its moments and
 * its own step count too (a GRU before the first message). An L2 penalty of strength s adds s times the value to the
 * gradient: the derivative of s / 2 times the sum of squares, as in published recipes of static graphs.
 */
public final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final int GRAIN = 1 << 14;

    /** A parameter with its moments and its own number of steps. */
    private static final class Slot {
        private final Tensor tensor;
        private final float penalty;
        private final float[] first;
        private final float[] second;
        private long steps;
        private float size;
        private float root;

        Slot(Tensor tensor, double penalty) {
            this.tensor = tensor;
            this.penalty = (float) penalty;
            this.first = new float[tensor.size()];
            this.second = new float[tensor.size()];
        }

        void advance(double learningRate) {
            steps++;
            double correction1 = 1 - StrictMath.pow(BETA1, (double) steps);
            double correction2 = 1 - StrictMath.pow(BETA2, (double) steps);
            size = (float) -(learningRate / correction1);
            root = (float) StrictMath.sqrt(correction2);
        }
    }

    private record Slice(Slot slot, int from, int to) {}

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private double learningRate;

    /** An optimiser of all parameters. */
    public Adam(Parameters parameters, double learningRate) {
        this(parameters, learningRate, name -> 0);
    }

    /**
     * An optimiser of all parameters.
     *
     * @param penalty strength of the L2 penalty of each parameter by its name, 0 for none
     */
    public Adam(Parameters parameters, double learningRate, ToDoubleFunction<String> penalty) {
        this.learningRate = learningRate;
        parameters.asMap().forEach((name, tensor) -> slots.put(name, new Slot(tensor, penalty.applyAsDouble(name))));
    }

    /** Another learning rate from the next step on. */
    public void setLearningRate(double rate) {
        this.learningRate = rate;
    }

    /** One step with the gradients collected; they are zero afterwards. */
    public void step(Workers workers) {
        List<Slice> slices = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (slot.tensor.takeTouched()) {
                slot.advance(learningRate);
                for (int from = 0; from < slot.tensor.size(); from += GRAIN) {
                    slices.add(new Slice(slot, from, Math.min(slot.tensor.size(), from + GRAIN)));
                }
            }
        }
        workers.run(slices.size(), i -> update(slices.get(i)));
    }

    private static void update(Slice s) {
        Slot slot = s.slot;
        float[] value = slot.tensor.data();
        float[] gradient = slot.tensor.gradient();
        float[] first = slot.first;
        float[] second = slot.second;
        float penalty = slot.penalty;
        float size = slot.size;
        float root = slot.root;
        float keep = (float) BETA2;
        float mix1 = (float) (1 - BETA1);
        float mix2 = (float) (1 - BETA2);
        for (int i = s.from; i < s.to; i++) {
            float g = penalty == 0f ? gradient[i] : gradient[i] + penalty * value[i];
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
        slots.forEach((name, slot) -> {
            state.put(name + "/steps", new long[] {slot.steps});
            state.put(name + "/first", slot.first.clone());
            state.put(name + "/second", slot.second.clone());
        });
        return state;
    }

    /** Back to a state that {@link #state} gave, or nothing changes. */
    public void restore(Map<String, Object> state) {
        slots.forEach((name, slot) -> {
            int size = slot.tensor.size();
            floats(state, name + "/first", size);
            floats(state, name + "/second", size);
            steps(state, name);
        });
        slots.forEach((name, slot) -> {
            int size = slot.tensor.size();
            System.arraycopy(floats(state, name + "/first", size), 0, slot.first, 0, size);
            System.arraycopy(floats(state, name + "/second", size), 0, slot.second, 0, size);
            slot.steps = steps(state, name);
        });
    }

    private static float[] floats(Map<String, Object> state, String name, int size) {
        if (state.get(name) instanceof float[] found && found.length == size) {
            return found;
        }
        throw InvalidInput.at("optimizer state " + name, size + " floats", describe(state.get(name)));
    }

    private static long steps(Map<String, Object> state, String name) {
        if (state.get(name + "/steps") instanceof long[] found && found.length == 1) {
            return found[0];
        }
        throw InvalidInput.at("optimizer state " + name + "/steps", "one number", describe(state.get(name + "/steps")));
    }

    private static String describe(@Nullable Object found) {
        return found == null ? "nothing" : found.getClass().getSimpleName();
    }
}
