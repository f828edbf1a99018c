package io.tgl.eval.metric;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * F1 of class predictions, the harmonic mean of precision and recall, averaged in the three usual ways. A class that is
 * neither true nor predicted has F1 0; the classes are those that occur in truth or prediction.
 *
 * @param micro of the counts of all classes together (equals accuracy, because each item has one class)
 * @param macro plain mean over the classes
 * @param weighted mean over the classes weighted by their true items
 */
public record F1Scores(double micro, double macro, double weighted) {

    /** Compares predicted with true classes. */
    public static F1Scores of(int[] truth, int[] predicted) {
        if (truth.length != predicted.length || truth.length == 0) {
            throw InvalidInput.at(
                    "F1",
                    "as many predictions as true classes, at least one",
                    predicted.length + " and " + truth.length);
        }
        int[] classes = IntStream.concat(IntStream.of(truth), IntStream.of(predicted))
                .sorted()
                .distinct()
                .toArray();
        int[] hits = new int[classes.length];
        int[] asTrue = new int[classes.length];
        int[] asPredicted = new int[classes.length];
        int allHits = 0;
        for (int i = 0; i < truth.length; i++) {
            int t = Arrays.binarySearch(classes, truth[i]);
            int p = Arrays.binarySearch(classes, predicted[i]);
            asTrue[t]++;
            asPredicted[p]++;
            if (t == p) {
                hits[t]++;
                allHits++;
            }
        }
        double[] scores = new double[classes.length];
        double[] weighted = new double[classes.length];
        for (int c = 0; c < classes.length; c++) {
            scores[c] = f1(hits[c], asTrue[c], asPredicted[c]);
            weighted[c] = scores[c] * asTrue[c];
        }
        return new F1Scores(
                f1(allHits, truth.length, truth.length),
                NumpyMath.mean(scores),
                NumpyMath.sum(weighted) / truth.length);
    }

    /** F1 of the positive class alone. */
    public static double binary(boolean[] truth, boolean[] predicted) {
        if (truth.length != predicted.length) {
            throw InvalidInput.at("F1", truth.length + " predictions", predicted.length);
        }
        int hits = 0;
        int asTrue = 0;
        int asPredicted = 0;
        for (int i = 0; i < truth.length; i++) {
            hits += truth[i] && predicted[i] ? 1 : 0;
            asTrue += truth[i] ? 1 : 0;
            asPredicted += predicted[i] ? 1 : 0;
        }
        return f1(hits, asTrue, asPredicted);
    }

    private static double f1(int hits, int asTrue, int asPredicted) {
        int both = asTrue + asPredicted;
        return both == 0 ? 0.0 : 2.0 * hits / both;
    }
}
