package io.tgl.models.memory;

import io.tgl.core.event.EventStream;

/**
 * Mean and standard deviation of the gaps between two events of a node in the same role, for sources and for
 * destinations. The gap of a node's first event counts from time 0.
 */
record TimeShift(float sourceMean, float sourceDeviation, float destinationMean, float destinationDeviation) {
    /** Of these events; without any, gaps are left as they are. */
    static TimeShift of(EventStream events, double secondsPerTick) {
        int n = events.size();
        double[] source = new double[n];
        double[] destination = new double[n];
        long[] lastAsSource = new long[events.nodeCount()];
        long[] lastAsDestination = new long[events.nodeCount()];
        for (int i = 0; i < n; i++) {
            long t = events.time(i);
            source[i] = (t - lastAsSource[events.source(i)]) * secondsPerTick;
            destination[i] = (t - lastAsDestination[events.destination(i)]) * secondsPerTick;
            lastAsSource[events.source(i)] = t;
            lastAsDestination[events.destination(i)] = t;
        }
        return new TimeShift(mean(source), deviation(source), mean(destination), deviation(destination));
    }

    float[] values() {
        return new float[] {sourceMean, sourceDeviation, destinationMean, destinationDeviation};
    }

    private static float mean(double[] gaps) {
        return (float) exactMean(gaps);
    }

    private static double exactMean(double[] gaps) {
        double sum = 0;
        for (double gap : gaps) {
            sum += gap;
        }
        return gaps.length == 0 ? 0 : sum / gaps.length;
    }

    /** Of the population; 1 where all gaps are equal. */
    private static float deviation(double[] gaps) {
        double mean = exactMean(gaps);
        double sum = 0;
        for (double gap : gaps) {
            sum += (gap - mean) * (gap - mean);
        }
        return sum > 0 ? (float) Math.sqrt(sum / gaps.length) : 1f;
    }
}
