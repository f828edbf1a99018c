package io.tgl.eval.task;

import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.record.Measure;
import java.util.Arrays;

/** The sets of events that a link-prediction protocol evaluates on, each with the kind of its negatives. */
public enum EvaluationSet {
    /** All validation events. */
    VALIDATION(Measure.VALIDATION, NegativeKind.RANDOM, false),
    /** Validation events with at least one end that has no training event. */
    NEW_NODE_VALIDATION(Measure.NEW_NODE_VALIDATION, NegativeKind.RANDOM, true),
    /** All test events. */
    TEST(Measure.TEST, NegativeKind.RANDOM, false),
    /** Test events with at least one end that has no training event. */
    NEW_NODE_TEST(Measure.NEW_NODE_TEST, NegativeKind.RANDOM, true),
    /** All test events against historical negatives. */
    HISTORICAL_TEST(NegativeKind.HISTORICAL, false),
    /** New-node test events against historical negatives. */
    HISTORICAL_NEW_NODE_TEST(NegativeKind.HISTORICAL, true),
    /** All test events against inductive negatives. */
    INDUCTIVE_TEST(NegativeKind.INDUCTIVE, false),
    /** New-node test events against inductive negatives. */
    INDUCTIVE_NEW_NODE_TEST(NegativeKind.INDUCTIVE, true);

    private final String label;
    private final NegativeKind negatives;
    private final boolean newNodes;

    EvaluationSet(NegativeKind negatives, boolean newNodes) {
        this(negatives.label() + " " + (newNodes ? Measure.NEW_NODE_TEST : Measure.TEST), negatives, newNodes);
    }

    EvaluationSet(String label, NegativeKind negatives, boolean newNodes) {
        this.label = label;
        this.negatives = negatives;
        this.newNodes = newNodes;
    }

    /** Name in records and files, e.g. "new-node test", "historical test". */
    public String label() {
        return label;
    }

    /** What its events are compared with. */
    public NegativeKind negatives() {
        return negatives;
    }

    /** Whether only events with a new node are in it. */
    public boolean newNodes() {
        return newNodes;
    }

    /** Whether it is a test set. */
    public boolean isTest() {
        return this != VALIDATION && this != NEW_NODE_VALIDATION;
    }

    /** The test set with these negatives. */
    public static EvaluationSet test(NegativeKind negatives, boolean newNodes) {
        return Arrays.stream(values())
                .filter(set -> set.isTest() && set.negatives == negatives && set.newNodes == newNodes)
                .findFirst()
                .orElseThrow();
    }
}
