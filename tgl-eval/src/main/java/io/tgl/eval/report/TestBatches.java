package io.tgl.eval.report;

import io.tgl.eval.record.RunRecord;

/**
 * Average precision of each batch of a test set, computed from stored scores.
 *
 * @param run the run
 * @param split name of the test set
 * @param averagePrecision one value a batch, in order
 */
public record TestBatches(RunRecord run, String split, double[] averagePrecision) {}
