package io.tgl.models.live;

/**
 * Counters of a live predictor at a point of its stream.
 *
 * @param position events taken in
 * @param nodes nodes present
 * @param latestTime the latest time of an event, in ticks
 * @param lateEvents events that were earlier than one before them
 * @param forgottenNodes nodes forgotten, on request or to make room
 * @param learningSteps steps of online learning
 * @param swaps how often weights were swapped
 * @param pendingSwaps swaps that wait for their event
 * @param forgottenReaches queries answered with fewer neighbors than the truth, because a ring had forgotten them
 */
public record LiveStatus(
        long position,
        int nodes,
        long latestTime,
        long lateEvents,
        long forgottenNodes,
        long learningSteps,
        long swaps,
        int pendingSwaps,
        long forgottenReaches) {}
