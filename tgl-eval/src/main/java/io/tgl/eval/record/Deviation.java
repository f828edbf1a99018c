package io.tgl.eval.record;

/**
 * A difference from the published recipe.
 *
 * @param what e.g. "epochs"
 * @param published e.g. "up to 100, patience 20"
 * @param here e.g. "3"
 */
public record Deviation(String what, String published, String here) {}
