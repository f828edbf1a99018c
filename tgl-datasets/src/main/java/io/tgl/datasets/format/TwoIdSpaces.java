package io.tgl.datasets.format;

import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;

/**
 * Joins sources and destinations that were numbered apart: dense ids of destinations follow those of the sources. Where
 * all external ids are numbers, a destination's becomes its own plus the largest source's plus 1, as the published joint
 * numberings have it; otherwise it gets "dst:" before it if a source has the same name.
 */
record TwoIdSpaces(NodeIndex sources, NodeIndex destinations, boolean kept) {
    NodeIndex joined() {
        if (kept) {
            return NodeIndex.identity(Math.addExact(sources.size(), destinations.size()));
        }
        return sources.isText() || destinations.isText() ? texts() : numbers();
    }

    private NodeIndex numbers() {
        long largest = -1;
        long smallest = Long.MAX_VALUE;
        for (int node = 0; node < sources.size(); node++) {
            largest = Math.max(largest, sources.number(node));
        }
        for (int node = 0; node < destinations.size(); node++) {
            smallest = Math.min(smallest, destinations.number(node));
        }
        if (smallest < 0 || largest > Long.MAX_VALUE / 2) {
            return texts();
        }
        NodeIndexBuilder all = NodeIndexBuilder.numbers();
        for (int node = 0; node < sources.size(); node++) {
            all.add(sources.number(node));
        }
        for (int node = 0; node < destinations.size(); node++) {
            long id = destinations.number(node);
            if (id > Long.MAX_VALUE / 2) {
                return texts();
            }
            all.add(id + largest + 1);
        }
        return all.build();
    }

    private NodeIndex texts() {
        NodeIndexBuilder all = NodeIndexBuilder.texts();
        for (int node = 0; node < sources.size(); node++) {
            all.add(sources.text(node));
        }
        for (int node = 0; node < destinations.size(); node++) {
            String own = destinations.text(node);
            String free = own;
            while (all.add(free) != sources.size() + node) {
                free = "dst:" + free;
            }
        }
        return all.build();
    }
}
