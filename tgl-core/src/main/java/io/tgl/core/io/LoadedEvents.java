package io.tgl.core.io;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import java.util.Map;

/**
 * A whole table of events.
 *
 * @param events the events, ids dense
 * @param nodes external node ids; {@link NodeIndex#isIdentity} where the table's own ids were kept
 * @param relations external relation ids, in the order of first appearance if they are texts; empty without relations
 * @param metadata texts of the table's schema
 * @param rowsMoved rows that sorting by time moved; 0 for a table that was in order
 */
public record LoadedEvents(
        EventStream events, NodeIndex nodes, NodeIndex relations, Map<String, String> metadata, int rowsMoved) {}
