package io.tgl.core.base;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Wall time by phase of a computation ("sampling", "attention", "attention, backward"), for profiles. Whoever computes
 * names the phase that begins; the time until the next name is charged to it. {@link #OFF} takes no time and keeps nothing.
 * Owned by the thread that drives the computation.
 */
public final class PhaseClock {
    /** Measures nothing. */
    public static final PhaseClock OFF = new PhaseClock(false);

    private final boolean on;
    private final Map<String, long[]> nanoseconds = new LinkedHashMap<>();
    private String current = "other";
    private long mark;

    private PhaseClock(boolean on) {
        this.on = on;
        this.mark = System.nanoTime();
    }

    /** A clock that runs, in the phase "other". */
    public static PhaseClock started() {
        return new PhaseClock(true);
    }

    /** Whether it measures. */
    public boolean isOn() {
        return on;
    }

    /** The phase that runs. */
    public String current() {
        return current;
    }

    /** From now on this phase runs. */
    public void enter(String phase) {
        if (on) {
            long now = System.nanoTime();
            nanoseconds.computeIfAbsent(current, name -> new long[1])[0] += now - mark;
            mark = now;
            current = phase;
        }
    }

    /**
     * Charges the time since the last name to the phases of clocks that ran side by side meanwhile, in proportion to
     * their times, which are forgotten.
     */
    public void share(Collection<PhaseClock> team) {
        if (!on) {
            return;
        }
        Map<String, Double> all = new LinkedHashMap<>();
        for (PhaseClock clock : team) {
            clock.enter(clock.current);
            clock.seconds().forEach((phase, time) -> all.merge(phase, time, Double::sum));
            clock.reset();
        }
        long now = System.nanoTime();
        double sum = all.values().stream().mapToDouble(Double::doubleValue).sum();
        long elapsed = now - mark;
        all.forEach((phase, time) ->
                nanoseconds.computeIfAbsent(phase, name -> new long[1])[0] += Math.round(elapsed * (time / sum)));
        mark = now;
    }

    /** Forgets all times. */
    public void reset() {
        nanoseconds.clear();
        mark = System.nanoTime();
    }

    /** Seconds by phase, in the order in which phases were first left. */
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanoseconds.forEach((phase, time) -> seconds.put(phase, time[0] * 1e-9));
        return seconds;
    }
}
