package io.tgl.eval.protocol;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.task.ClassificationTask;
import io.tgl.eval.task.EventEmbeddings.Ends;
import io.tgl.eval.task.EventHistory;
import java.util.Locale;
import java.util.stream.IntStream;

/** What of an event is classified, from what is known before it; 70/15/15 % by time, no nodes held out. */
public enum Classification {
    /**
     * The state of the source after the event (a ban, a drop-out), from the source's embedding: DyGLib's dynamic node
     * classification (Yu et al., NeurIPS 2023).
     */
    NODES(
            "DyGLib node classification",
            "Label of the source at each event, from its embedding by a frozen link model; 70/15/15 % by time; ROC AUC"
                    + " over a whole split with a 95 % bootstrap interval",
            Ends.SOURCE,
            false,
            "Logistic regression on event counts"),
    /** The sign of the event's weight, from the embeddings of both ends; classes weighted by inverse training frequency. */
    EDGES(
            "Edge sign classification",
            "Sign of each event from the embeddings of both ends by a frozen link model; 70/15/15 % by time; classes"
                    + " weighted by inverse training frequency; macro-F1 at the threshold that is best on validation; ROC"
                    + " AUC over a whole split with a 95 % bootstrap interval",
            Ends.BOTH,
            true,
            "Logistic regression on running mean signs");

    /** Epochs that the recipe grants the classifier at most. */
    public static final int EPOCHS = 100;

    /** Epochs without improvement after which the classifier stops. */
    public static final int PATIENCE = 20;

    /** Dropout of the classifier. */
    public static final float DROPOUT = 0.1f;

    /** Adam's learning rate for the classifier. */
    public static final double LEARNING_RATE = 1e-4;

    private final String protocol;
    private final String description;
    private final Ends ends;
    private final boolean balanced;
    private final String baseline;

    Classification(String protocol, String description, Ends ends, boolean balanced, String baseline) {
        this.protocol = protocol;
        this.description = description;
        this.ends = ends;
        this.balanced = balanced;
        this.baseline = baseline;
    }

    /** "nodes" or "edges". */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Name in records. */
    public String protocol() {
        return protocol;
    }

    /** What it does, for records. */
    public String description() {
        return description;
    }

    /** Whose embeddings the classifier reads. */
    public Ends ends() {
        return ends;
    }

    /** Whether classes are weighted by inverse training frequency. */
    public boolean balanced() {
        return balanced;
    }

    /** Name of what stands beside the models. */
    public String baseline() {
        return baseline;
    }

    /**
     * The data as the link model and the classifier read them: times from 0. Signed events without features get one, the
     * weight divided by the largest absolute weight, so that the past's signs can be known.
     *
     * @throws InvalidInput if the data have no labels, or no weights
     */
    public Dataset prepare(Dataset data) {
        EventStream events = data.events();
        if (this == NODES && !events.hasLabel()) {
            throw InvalidInput.at("node classification on " + data.name(), "a label an event", "none");
        }
        if (this == EDGES && !events.hasWeight()) {
            throw InvalidInput.at("edge classification on " + data.name(), "a weight an event", "none");
        }
        EventStream shifted = events.size() == 0 ? events : events.shiftedBy(events.time(0));
        boolean lacksSigns = this == EDGES && events.features().isAbsent();
        return data.withEvents(lacksSigns ? withWeightAsFeature(shifted) : shifted);
    }

    private static EventStream withWeightAsFeature(EventStream events) {
        int n = events.size();
        float largest = 0;
        float[] weight = new float[n];
        for (int i = 0; i < n; i++) {
            weight[i] = events.weight(i);
            largest = Math.max(largest, Math.abs(weight[i]));
        }
        float[] feature = new float[n];
        for (int i = 0; i < n; i++) {
            feature[i] = largest == 0 ? 0 : weight[i] / largest;
        }
        return EventStream.of(events.nodeCount(), events.sources(), events.destinations(), events.times())
                .weight(weight)
                .features(FeatureTable.of(feature, n, 1))
                .granularity(events.granularity())
                .build();
    }

    /** The task of prepared data. */
    public ClassificationTask task(Dataset prepared) {
        EventStream events = prepared.events();
        boolean[] positive = new boolean[events.size()];
        IntStream.range(0, positive.length)
                .forEach(i -> positive[i] = this == NODES ? events.label(i) > 0 : events.weight(i) > 0);
        return ClassificationTask.of(events, positive);
    }

    /** What the baseline reads: a row an event. */
    public FeatureTable history(ClassificationTask task) {
        return this == NODES
                ? EventHistory.counts(task.events())
                : EventHistory.meanSigns(task.events(), task.positive());
    }
}
