package io.tgl.eval.task;

import io.tgl.core.event.EventStream;
import io.tgl.eval.record.Measure;
import io.tgl.eval.split.ChronologicalSplit;

/**
 * Node affinity prediction: events, labels and their split. A label time after the 85 % quantile of all event times is test,
 * one after the 70 % quantile validation, the others training, as in the Temporal Graph Benchmark.
 *
 * @param split the events, cut at the same quantiles
 * @param labels what is asked
 * @param visibility what a prediction may see
 */
public record AffinityTask(ChronologicalSplit split, AffinityLabels labels, LabelVisibility visibility) {
    /** Name of the part that neither validates nor tests. */
    public static final String TRAINING = "train";

    /** All events. */
    public EventStream events() {
        return split.stream();
    }

    /** {@link #TRAINING}, {@link Measure#VALIDATION} or {@link Measure#TEST}. */
    public String part(int step) {
        long time = labels.steps().get(step).time();
        return time > split.testTime() ? Measure.TEST : time > split.validationTime() ? Measure.VALIDATION : TRAINING;
    }
}
