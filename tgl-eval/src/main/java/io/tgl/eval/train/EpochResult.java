package io.tgl.eval.train;

/**
 * What one epoch gave. A figure is NaN where its set has no events.
 *
 * @param epoch from 1
 * @param loss mean of the batches' training losses
 * @param validationAp mean average precision of the validation batches
 * @param validationAuc mean ROC AUC of the validation batches
 * @param newNodeAp the same on new-node validation
 * @param newNodeAuc the same on new-node validation
 * @param improved whether early stopping took this epoch as the best so far
 * @param trainSeconds wall seconds of training
 * @param evaluationSeconds wall seconds of both evaluations
 */
public record EpochResult(
        int epoch,
        double loss,
        double validationAp,
        double validationAuc,
        double newNodeAp,
        double newNodeAuc,
        boolean improved,
        double trainSeconds,
        double evaluationSeconds) {}
