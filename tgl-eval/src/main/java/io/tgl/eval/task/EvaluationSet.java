package io.tgl.eval.task;

import io.tgl.eval.record.Measure;

/** The sets of events that a link-prediction protocol evaluates on. */
public enum EvaluationSet {
    /** All validation events. */
    VALIDATION(Measure.VALIDATION),
    /** Validation events with at least one end that has no training event. */
    NEW_NODE_VALIDATION(Measure.NEW_NODE_VALIDATION),
    /** All test events. */
    TEST(Measure.TEST),
    /** Test events with at least one end that has no training event. */
    NEW_NODE_TEST(Measure.NEW_NODE_TEST);

    private final String label;

    EvaluationSet(String label) {
        this.label = label;
    }

    /** Name in records and files, e.g. "new-node test". */
    public String label() {
        return label;
    }
}
