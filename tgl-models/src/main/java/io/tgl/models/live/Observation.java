package io.tgl.models.live;

/**
 * What taking in a batch did.
 *
 * @param firstEvent number of the batch's first event in the stream
 * @param position how many events the state has taken in now
 * @param newNodes nodes that came with the batch
 * @param late events that were earlier than one before them
 * @param forgottenNodes nodes that had to make room
 * @param loss mean loss of the learning step, NaN where the batch was not learnt from
 */
public record Observation(long firstEvent, long position, int newNodes, int late, int forgottenNodes, double loss) {}
