package io.tgl.eval.report;

import java.util.List;
import java.util.OptionalDouble;

/** Mean and sample standard deviation over seeds. */
final class Statistics {
    private Statistics() {}

    static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    /** With n - 1 in the denominator, as published tables have it; empty for fewer than two values. */
    static OptionalDouble standardDeviation(List<Double> values) {
        if (values.size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return OptionalDouble.of(Math.sqrt(squares / (values.size() - 1)));
    }
}
