package io.tgl.eval.task;

import java.util.LinkedHashMap;
import java.util.Map;

/** Wall time per phase, added up over a run. */
public final class PhaseTimes {
    private final double[] seconds = new double[Phase.values().length];
    private long mark = System.nanoTime();

    /** From now on. */
    public void start() {
        mark = System.nanoTime();
    }

    /** The time since the last call was spent on this phase. */
    public void spent(Phase phase) {
        long now = System.nanoTime();
        seconds[phase.ordinal()] += (now - mark) * 1e-9;
        mark = now;
    }

    /** Adds what an earlier, interrupted part of the run has spent. */
    public void add(double[] earlier) {
        for (int i = 0; i < Math.min(earlier.length, seconds.length); i++) {
            seconds[i] += earlier[i];
        }
    }

    /** Seconds by phase, in the order of {@link Phase}. */
    public double[] seconds() {
        return seconds.clone();
    }

    /** Seconds by the phases' names, phases without any left out. */
    public Map<String, Double> byLabel() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (Phase phase : Phase.values()) {
            if (seconds[phase.ordinal()] > 0) {
                map.put(phase.label(), seconds[phase.ordinal()]);
            }
        }
        return map;
    }
}
