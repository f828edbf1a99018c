package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.eval.metric.ClassificationMetrics;
import io.tgl.eval.record.Measure;
import io.tgl.eval.split.ChronologicalSplit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two-class classification of events: each event is classified from what is known before it.
 *
 * @param events all events, in ascending time
 * @param positive per event, whether it is of the positive class
 * @param validationStart row of the first validation event
 * @param testStart row of the first test event
 */
public record ClassificationTask(EventStream events, boolean[] positive, int validationStart, int testStart) {
    /** Checks the length; both classes must occur in each part. */
    public ClassificationTask {
        if (positive.length != events.size()) {
            throw InvalidInput.at("classes", events.size() + " events", positive.length);
        }
        check("training", positive, 0, validationStart);
        check(Measure.VALIDATION, positive, validationStart, testStart);
        check(Measure.TEST, positive, testStart, positive.length);
    }

    private static void check(String part, boolean[] positive, int from, int to) {
        int count = count(positive, from, to);
        if (count == 0 || count == to - from) {
            throw InvalidInput.at(
                    "classes of the " + part + " events", "both classes", count + " positive of " + (to - from));
        }
    }

    /** Cut at 70 and 85 % of the event times. */
    public static ClassificationTask of(EventStream events, boolean[] positive) {
        ChronologicalSplit split = ChronologicalSplit.of(events);
        return new ClassificationTask(events, positive, split.validationStart(), split.testStart());
    }

    private static int count(boolean[] positive, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += positive[i] ? 1 : 0;
        }
        return count;
    }

    /** Positive training events. */
    public int trainingPositives() {
        return count(positive, 0, validationStart);
    }

    /** First row of {@link Measure#VALIDATION} or {@link Measure#TEST}. */
    public int from(String split) {
        return split.equals(Measure.TEST) ? testStart : validationStart;
    }

    /** The row after the last one of the split. */
    public int to(String split) {
        return split.equals(Measure.TEST) ? events.size() : testStart;
    }

    /** The classes of a split. */
    public boolean[] positive(String split) {
        return Arrays.copyOfRange(positive, from(split), to(split));
    }

    /** Area under the ROC curve over a whole split (not per batch). */
    public double rocAuc(String split, float[] scores) {
        boolean[] classes = positive(split);
        int positives = count(classes, 0, classes.length);
        float[] sorted = new float[scores.length];
        int p = 0;
        int n = positives;
        for (int i = 0; i < scores.length; i++) {
            sorted[classes[i] ? p++ : n++] = scores[i];
        }
        return ClassificationMetrics.binary(sorted, 0, positives, sorted.length).rocAuc();
    }

    /** Events and positives of each part, by name. */
    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("train", validationStart);
        sizes.put("train positives", trainingPositives());
        sizes.put(Measure.VALIDATION, testStart - validationStart);
        sizes.put(Measure.VALIDATION + " positives", count(positive, validationStart, testStart));
        sizes.put(Measure.TEST, positive.length - testStart);
        sizes.put(Measure.TEST + " positives", count(positive, testStart, positive.length));
        return sizes;
    }
}
