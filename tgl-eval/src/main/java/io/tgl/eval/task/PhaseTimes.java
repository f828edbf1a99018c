package io.tgl.eval.task;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wall time per phase, added up over a run. */
public final class PhaseTimes {
    private final EnumMap<Phase, Double> seconds = new EnumMap<>(Phase.class);
    private long mark = System.nanoTime();

    /** From now on. */
    public void start() {
        mark = System.nanoTime();
    }

    /** The time since the last call was spent on this phase. */
    public void spent(Phase phase) {
        long now = System.nanoTime();
        seconds.merge(phase, (now - mark) * 1e-9, Double::sum);
        mark = now;
    }

    /** Adds what {@link #seconds} gave in an earlier, interrupted part of the run. */
    public void add(double[] earlier) {
        Phase[] phases = Phase.values();
        for (int i = 0; i < Math.min(earlier.length, phases.length); i++) {
            seconds.merge(phases[i], earlier[i], Double::sum);
        }
    }

    /** Seconds by phase, in the order of {@link Phase}. */
    public double[] seconds() {
        Phase[] phases = Phase.values();
        double[] out = new double[phases.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = seconds.getOrDefault(phases[i], 0.0);
        }
        return out;
    }

    /** Seconds by the phases' names, phases without any left out. */
    public Map<String, Double> byLabel() {
        Map<String, Double> map = new LinkedHashMap<>();
        seconds.forEach((phase, value) -> {
            if (value > 0) {
                map.put(phase.label(), value);
            }
        });
        return map;
    }
}
