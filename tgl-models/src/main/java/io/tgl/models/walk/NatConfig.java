package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;

/**
 * Configuration of {@link Nat}.
 *
 * @param nodeWidth N, width of raw node features and of the pooled neighborhood
 * @param edgeWidth E, declared width of edge features (narrower tables count as zero-padded)
 * @param timeWidth T
 * @param selfWidth F, width of a node's own representation
 * @param neighborWidth f, width of a representation in a cache
 * @param positionWidth P, width of a distance code
 * @param heads of the pooling
 * @param firstHopSlots M_1, slots of a node's cache of neighbors
 * @param secondHopSlots M_2, slots of its cache of neighbors' neighbors; 0 = none
 * @param replaceProbability alpha, with which a slot that holds another node is overwritten
 * @param hashSeed q of the hash, or -1 for the seed of the run as published; a part of the model
 * @param pooling how the joint neighborhood becomes one row
 * @param emptySlots which slots read as zero
 * @param dropout on the joint neighborhood before and after its projection, in training
 * @param learningRate of Adam
 */
public record NatConfig(
        int nodeWidth,
        int edgeWidth,
        int timeWidth,
        int selfWidth,
        int neighborWidth,
        int positionWidth,
        int heads,
        int firstHopSlots,
        int secondHopSlots,
        float replaceProbability,
        int hashSeed,
        Pooling pooling,
        EmptySlots emptySlots,
        float dropout,
        double learningRate) {
    /** The best configuration for UCI under DyGLib's protocol (TPNet's fork of it); the default elsewhere. */
    public static final NatConfig PUBLISHED =
            new NatConfig(172, 172, 100, 172, 8, 16, 2, 32, 16, 0.9f, -1, Pooling.SUM, EmptySlots.BY_TIME, 0.1f, 1e-4);

    /** How the rows of a joint neighborhood become one. */
    public enum Pooling {
        /** Their sum: what the released code does, where the attention weights are computed and not used. */
        SUM,
        /** The paper's: softmax over w^T LeakyReLU(W h) weighs the rows W h. */
        ATTENTION
    }

    /** Which slots of a cache read as zero. */
    public enum EmptySlots {
        /** Those of time 0, as released: what happened at time 0 is known by whom, but not what it said. */
        BY_TIME,
        /** Those that were never written. */
        UNUSED
    }

    /** Checks the ranges. */
    public NatConfig {
        int[] positive = {nodeWidth, timeWidth, selfWidth, neighborWidth, positionWidth, heads, firstHopSlots};
        for (int value : positive) {
            if (value < 1) {
                throw InvalidInput.at("NAT", "positive widths, heads and slots of the first hop", value);
            }
        }
        if (edgeWidth < 0 || secondHopSlots < 0 || hashSeed < -1) {
            throw InvalidInput.at(
                    "NAT",
                    "edge width and slots >= 0, hash seed >= -1",
                    edgeWidth + "/" + secondHopSlots + "/" + hashSeed);
        }
        if (!(replaceProbability > 0f && replaceProbability <= 1f)) {
            throw InvalidInput.at("NAT replace probability", "0 < p <= 1", replaceProbability);
        }
        if (!(dropout >= 0f && dropout < 1f)) {
            throw InvalidInput.at("NAT dropout", "0 <= dropout < 1", dropout);
        }
    }

    /** Slots of each hop; hop 0 is the node itself. */
    int[] slots() {
        return secondHopSlots == 0 ? new int[] {1, firstHopSlots} : new int[] {1, firstHopSlots, secondHopSlots};
    }
}
