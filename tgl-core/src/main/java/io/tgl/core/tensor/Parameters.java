package io.tgl.core.tensor;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The named parameters of a model, in the order in which they were added. Names and layouts are PyTorch's. */
public final class Parameters {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final @Nullable Parameters owner;

    /** None yet. */
    public Parameters() {
        this(null);
    }

    private Parameters(@Nullable Parameters owner) {
        this.owner = owner;
    }

    /**
     * For another model of the same parameters: those added to the result take their values, also future ones, from here
     * by name, and collect gradients of their own, which {@link #takeGradients} fetches.
     */
    public Parameters sharingValues() {
        return new Parameters(this);
    }

    /** Adds the gradients collected in a result of {@link #sharingValues}, which are zero afterwards. */
    public void takeGradients(Parameters sharing) {
        sharing.tensors.forEach((name, tensor) -> {
            if (tensor.takeTouched()) {
                float[] from = tensor.gradient();
                float[] to = get(name).accumulator();
                for (int i = 0; i < from.length; i++) {
                    to[i] += from[i];
                    from[i] = 0f;
                }
            }
        });
    }

    /**
     * Adds a parameter and hands its tensor back.
     *
     * @param values rows * columns values, taken over, unless those of another model are shared
     */
    public Tensor add(String name, float[] values, int rows, int columns) {
        float[] data = owner == null ? values : owner.get(name).data();
        Tensor tensor = Tensor.variable(data, rows, columns);
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw InvalidInput.at("parameter " + name, "a new name", "one that exists");
        }
        return tensor;
    }

    /** The parameter of that name. */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw InvalidInput.at("parameter " + name, "one of " + tensors.keySet(), "no such name");
        }
        return tensor;
    }

    /** Name to tensor, in order; read-only. */
    public Map<String, Tensor> asMap() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The tensors in order. */
    public Collection<Tensor> tensors() {
        return Collections.unmodifiableCollection(tensors.values());
    }

    /** Number of values in all. */
    public long count() {
        return tensors.values().stream().mapToLong(Tensor::size).sum();
    }

    /** Copies of all values by name, in order. */
    public Map<String, float[]> values() {
        Map<String, float[]> copy = new LinkedHashMap<>();
        tensors.forEach((name, t) -> copy.put(name, Arrays.copyOf(t.data(), t.size())));
        return copy;
    }

    /** Takes all values over, or none: a missing or additional name or another length is refused. */
    public void load(Map<String, float[]> values) {
        if (!values.keySet().equals(tensors.keySet())) {
            throw InvalidInput.at("parameters", tensors.keySet().toString(), values.keySet());
        }
        tensors.forEach((name, t) -> {
            int found = Objects.requireNonNull(values.get(name)).length;
            if (found != t.size()) {
                throw InvalidInput.at("parameter " + name, t.shape() + " = " + t.size() + " values", found);
            }
        });
        tensors.forEach(
                (name, t) -> System.arraycopy(Objects.requireNonNull(values.get(name)), 0, t.data(), 0, t.size()));
    }
}
