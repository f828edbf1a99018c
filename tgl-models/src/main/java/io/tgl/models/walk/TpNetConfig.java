package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.model.Sampling;

/**
 * Configuration of {@link TpNet}.
 *
 * @param nodeWidth N, width of raw node features and embeddings
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param hops k, steps of the longest walks that are counted
 * @param neighbors tokens a sequence
 * @param layers mixer blocks
 * @param matrices how the walk matrices are kept
 * @param projectionFactor d is this many times floor(ln(2 (events + 1))), at most the number of nodes and one
 * @param projectionEvents the number of events in it; 0 for as many as there are rows of edge features, which a live stream
 *     does not have
 * @param decay lambda, what a walk's weight falls by, per second
 * @param pads what stands in a sequence before the first neighbor
 * @param sampling how neighbors are chosen
 * @param dropout in the mixer blocks, in training
 * @param learningRate of Adam
 */
public record TpNetConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int hops,
        int neighbors,
        int layers,
        Matrices matrices,
        int projectionFactor,
        int projectionEvents,
        double decay,
        Pads pads,
        Sampling sampling,
        float dropout,
        double learningRate) {
    /** The published configuration for UCI; decay and sampling differ elsewhere. */
    public static final TpNetConfig PUBLISHED = new TpNetConfig(
            172, 172, 100, 3, 20, 2, Matrices.PROJECTED, 10, 0, 1e-7, Pads.COUNTED, Sampling.RECENT, 0.1f, 1e-4);

    /** How the walk matrices are kept. */
    public enum Matrices {
        /** Random projections of width d, drawn anew in every epoch. */
        PROJECTED,
        /** Themselves: memory grows with the square of the number of nodes. */
        EXACT
    }

    /** What stands in a sequence before the first neighbor. */
    public enum Pads {
        /** A node of its own with the time code of time 0, as released: the mask is computed and not applied. */
        COUNTED,
        /** Zero tokens: what the released mask would do. */
        ZERO
    }

    /** Checks the ranges. */
    public TpNetConfig {
        int[] positive = {nodeWidth, timeWidth, hops, neighbors, layers, projectionFactor};
        for (int value : positive) {
            if (value < 1) {
                throw InvalidInput.at("TPNet", "positive widths, hops, neighbors, layers and factor", value);
            }
        }
        if (edgeWidth < 0 || hops > 16 || projectionEvents < 0) {
            throw InvalidInput.at(
                    "TPNet",
                    "edge width >= 0, at most 16 hops, events >= 0",
                    edgeWidth + "/" + hops + "/" + projectionEvents);
        }
        if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
            throw InvalidInput.at("TPNet decay", "a number >= 0", decay);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("TPNet dropout", "0 <= dropout < 1", dropout);
        }
    }

    /** R, inner products of the two stacks of a pair: (2 k + 2)^2. */
    int relationWidth() {
        return 4 * (hops + 1) * (hops + 1);
    }

    /** d for a stream of that many nodes and, unless set otherwise, events. */
    int projectionWidth(int nodes, int streamEvents) {
        if (matrices == Matrices.EXACT) {
            return Math.addExact(nodes, 1);
        }
        int events = projectionEvents > 0 ? projectionEvents : streamEvents;
        double scale = StrictMath.floor(StrictMath.log(2.0 * (events + 1.0)));
        return (int) Math.max(1, Math.min(scale * projectionFactor, nodes + 1.0));
    }
}
