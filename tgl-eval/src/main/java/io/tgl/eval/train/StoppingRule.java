package io.tgl.eval.train;

import java.util.ArrayList;
import java.util.List;

/** When training on a static graph ends and which epoch's weights are kept; a rule serves one run. */
public interface StoppingRule {
    /**
     * What follows from an epoch.
     *
     * @param keep whether its weights are the ones to be kept
     * @param stop whether it was the last
     */
    record Verdict(boolean keep, boolean stop) {}

    /**
     * Judges an epoch by the validation nodes.
     *
     * @param epoch from 1
     * @param loss without dropout
     * @param accuracy fraction
     */
    Verdict after(int epoch, double loss, double accuracy);

    /**
     * The rule of Velickovic et al.'s program: patience starts anew when loss or accuracy is at least as good as the best so
     * far, weights are kept when both are; it ends after {@code patience} epochs without either.
     */
    static StoppingRule eitherImproves(int patience) {
        return new StoppingRule() {
            private double bestLoss = Double.POSITIVE_INFINITY;
            private double bestAccuracy;
            private int waited;

            @Override
            public Verdict after(int epoch, double loss, double accuracy) {
                boolean lossHolds = loss <= bestLoss;
                boolean accuracyHolds = accuracy >= bestAccuracy;
                bestLoss = Math.min(bestLoss, loss);
                bestAccuracy = Math.max(bestAccuracy, accuracy);
                waited = lossHolds || accuracyHolds ? 0 : waited + 1;
                return new Verdict(lossHolds && accuracyHolds, waited >= patience);
            }
        };
    }

    /**
     * The rule of Kipf and Welling's program: it ends when the loss is above the mean of the {@code window} before it; the
     * last weights are kept.
     */
    static StoppingRule aboveRecentMean(int window) {
        return new StoppingRule() {
            private final List<Double> losses = new ArrayList<>();

            @Override
            public Verdict after(int epoch, double loss, double accuracy) {
                int n = losses.size();
                double mean = losses.subList(Math.max(0, n - window), n).stream()
                        .mapToDouble(l -> l)
                        .average()
                        .orElse(Double.POSITIVE_INFINITY);
                losses.add(loss);
                return new Verdict(true, epoch > window + 1 && loss > mean);
            }
        };
    }
}
