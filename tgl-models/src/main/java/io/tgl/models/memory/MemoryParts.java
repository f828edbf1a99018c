package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Parameters;

/**
 * What a memory model is built on: parameters under the reference's names, time encoding, memory with its updater.
 *
 * @param width N of memory and embeddings
 * @param edgeWidth declared width of edge features
 */
record MemoryParts(
        int width,
        int edgeWidth,
        Parameters parameters,
        Initializers init,
        TimeEncoding time,
        PendingMemory memory,
        FeatureTable edgeFeatures,
        double secondsPerTick,
        long seed,
        Compute compute) {
    /** Fresh parameters and empty memory; features wider than declared are refused. */
    static MemoryParts create(
            RecurrentCell.Kind kind,
            int width,
            int edgeWidth,
            int timeWidth,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        if (nodeFeatures.width() > width || edgeFeatures.width() > edgeWidth) {
            throw InvalidInput.at(
                    "features of a memory model",
                    "at most " + width + " a node and " + edgeWidth + " an edge",
                    nodeFeatures.width() + " and " + edgeFeatures.width());
        }
        Parameters parameters = new Parameters();
        Initializers init = new Initializers(seed, compute.kernels());
        TimeEncoding time = TimeEncoding.create(parameters, "model.time_encoder", timeWidth);
        RecurrentCell cell = RecurrentCell.create(
                parameters,
                init,
                "model.memory_updater.memory_updater",
                kind,
                2 * width + timeWidth + edgeWidth,
                width);
        PendingMemory memory =
                new PendingMemory(width, cell, time, nodeFeatures, edgeFeatures, secondsPerTick, compute);
        return new MemoryParts(
                width, edgeWidth, parameters, init, time, memory, edgeFeatures, secondsPerTick, seed, compute);
    }
}
