package io.tgl.eval.train;

/**
 * DyGLib's rule: an epoch improves only if both validation figures are at least their best so far, and the bests move only
 * together; after {@code patience} epochs in a row without improvement training stops.
 */
final class EarlyStopping {
    private final int patience;
    private double bestAp = Double.NEGATIVE_INFINITY;
    private double bestAuc = Double.NEGATIVE_INFINITY;
    private int bestEpoch;
    private int withoutImprovement;

    EarlyStopping(int patience) {
        this.patience = patience;
    }

    /** Takes note of the next epoch; whether it improved. */
    boolean improves(int epoch, double ap, double auc) {
        if (ap >= bestAp && auc >= bestAuc) {
            bestAp = ap;
            bestAuc = auc;
            bestEpoch = epoch;
            withoutImprovement = 0;
            return true;
        }
        withoutImprovement++;
        return false;
    }

    /** Whether patience is used up. */
    boolean stops() {
        return withoutImprovement >= patience;
    }

    /** The last epoch that improved, 0 before the first. */
    int bestEpoch() {
        return bestEpoch;
    }
}
