package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a link-ranking run needs of its data. It has no state and serves any number of models.
 *
 * @param training training events, the first ones of the stream
 * @param validation what chooses the epoch
 * @param test what counts
 */
public record RankingTask(EventBatch training, RankingTable validation, RankingTable test) {
    /** All events. */
    public EventStream stream() {
        return training.stream();
    }

    /** Adjacency of the training events. */
    public NeighborSource trainingNeighbors(Workers workers) {
        return TemporalAdjacency.of(stream().select(rows(training)), workers);
    }

    private static int[] rows(EventBatch part) {
        int[] rows = new int[part.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = part.from() + i;
        }
        return rows;
    }

    /** "train", "validation" and "test" to their numbers of events. */
    public Map<String, Integer> splitSizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("train", training.size());
        sizes.put("validation", validation.events().size());
        sizes.put("test", test.events().size());
        return sizes;
    }
}
