package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

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

    /** The training events alone, under the numbers that they have in the stream. */
    public EventStream trainingStream() {
        return stream().select(IntStream.range(training.from(), training.to()).toArray());
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
