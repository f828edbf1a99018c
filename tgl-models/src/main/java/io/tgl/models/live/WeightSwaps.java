package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Parameters that are to come at a named event, in the order in which they were told. */
final class WeightSwaps {
    private final Scorer scorer;
    private final Consumer<Runnable> gate;
    private final List<Swap> waiting = new ArrayList<>();
    private long done;

    private record Swap(long atEvent, Map<String, float[]> parameters) {}

    /**
     * None.
     *
     * @param gate runs what changes the parameters that readers see
     */
    WeightSwaps(Scorer scorer, Consumer<Runnable> gate) {
        this.scorer = scorer;
        this.gate = gate;
    }

    /** Refuses parameters that are not this model's. */
    void check(Map<String, float[]> parameters) {
        Map<String, float[]> own = trainable().parameters();
        if (!own.keySet().equals(parameters.keySet())) {
            throw InvalidInput.at("parameters", own.keySet().toString(), parameters.keySet());
        }
        own.forEach((name, values) -> {
            int found = Objects.requireNonNull(parameters.get(name)).length;
            if (found != values.length) {
                throw InvalidInput.at("parameter " + name, values.length + " values", found);
            }
        });
    }

    private TrainableScorer trainable() {
        if (scorer instanceof TrainableScorer model) {
            return model;
        }
        throw InvalidInput.at("weights", "a model with parameters", scorer.name());
    }

    void add(long atEvent, Map<String, float[]> parameters) {
        waiting.add(new Swap(atEvent, parameters));
    }

    /** Loads those whose event has come. */
    void applyDue(long position) {
        for (Iterator<Swap> all = waiting.iterator(); all.hasNext(); ) {
            Swap swap = all.next();
            if (swap.atEvent <= position) {
                gate.accept(() -> {
                    trainable().loadParameters(swap.parameters);
                    done++;
                });
                all.remove();
            }
        }
    }

    int waiting() {
        return waiting.size();
    }

    long done() {
        return done;
    }

    void putInto(Map<String, Object> arrays) {
        for (int s = 0; s < waiting.size(); s++) {
            arrays.put("swap" + s + ".at", new long[] {waiting.get(s).atEvent});
            StateArrays.put(arrays, "swap" + s + ".parameter", new LinkedHashMap<>(waiting.get(s).parameters));
        }
    }

    void restore(Map<String, Object> arrays, long alreadyDone) {
        waiting.clear();
        for (int s = 0; arrays.containsKey("swap" + s + ".at"); s++) {
            long at = StateArrays.longs(arrays, "swap" + s + ".at")[0];
            add(at, parameters(StateArrays.part(arrays, "swap" + s + ".parameter")));
        }
        done = alreadyDone;
    }

    static Map<String, float[]> parameters(Map<String, Object> arrays) {
        Map<String, float[]> parameters = new LinkedHashMap<>();
        arrays.keySet().forEach(name -> parameters.put(name, StateArrays.floats(arrays, name)));
        return parameters;
    }
}
