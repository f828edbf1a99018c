package io.tgl.core.io;

import io.tgl.core.event.EventStream;

/**
 * Events that arrived together as one record batch. Their node ids belong to the index that grows from batch to batch;
 * the stream's node count is that index's size after this batch. Event numbers and the numbers of feature rows go on from
 * chunk to chunk; rows count from 0 in each.
 *
 * @param events the events of this batch
 * @param firstRow number of the first one among all that arrived
 */
public record EventChunk(EventStream events, long firstRow) {}
