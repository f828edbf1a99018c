package io.tgl.eval.train;

import io.tgl.models.model.ModelState;
import java.util.Map;

/**
 * What is kept of the best epoch so far.
 *
 * @param epoch from 1
 * @param parameters after its training
 * @param state after its validation: testing goes on from there
 */
record BestEpoch(int epoch, Map<String, float[]> parameters, ModelState state) {}
