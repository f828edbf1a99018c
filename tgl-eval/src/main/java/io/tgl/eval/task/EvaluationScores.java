package io.tgl.eval.task;

/**
 * The scores of one evaluation.
 *
 * @param set what was evaluated
 * @param epoch after which training epoch, from 1; 0 for the evaluation at the end
 * @param table the queries, shared by all evaluations of this set
 * @param scores one score a row of the table
 */
public record EvaluationScores(EvaluationSet set, int epoch, LinkTable table, float[] scores) {}
