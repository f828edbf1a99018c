package io.tgl.bench;

/**
 * One measured figure beside its goal.
 *
 * @param name what was measured
 * @param value the measurement
 * @param unit its unit
 * @param goal what it should reach, NaN if there is none
 * @param higherIsBetter whether the goal is a lower bound
 */
public record Figure(String name, double value, String unit, double goal, boolean higherIsBetter) {
    /** Whether the goal is reached; a figure without a goal always holds. */
    public boolean holds() {
        return Double.isNaN(goal) || (higherIsBetter ? value >= goal : value <= goal);
    }
}
