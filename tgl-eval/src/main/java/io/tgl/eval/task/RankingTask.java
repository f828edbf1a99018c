package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.eval.negative.RandomNegatives;
import io.tgl.eval.record.Measure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Everything that a link-ranking run needs of its data. It has no state and serves any number of models.
 *
 * @param training training events, the first ones of the stream
 * @param validation what chooses the epoch
 * @param test what counts
 * @param choice by which validation figure
 */
public record RankingTask(EventBatch training, RankingTable validation, RankingTable test, Choice choice) {
    /** DyGLib's seed of validation negatives. */
    private static final int PAIRS_SEED = 0;

    /** By what the best epoch is chosen. */
    public enum Choice {
        /** Mean reciprocal rank of the validation events among their stored negatives, as published. */
        MRR(Measure.MRR),
        /**
         * Average precision against one drawn negative an event (those of DyGLib), for models to which a ranking of all
         * candidates in every epoch is too dear.
         */
        AP(Measure.AP);

        private final String metric;

        Choice(String metric) {
            this.metric = metric;
        }

        /** Name of the figure. */
        public String metric() {
            return metric;
        }
    }

    /** A task that chooses by the validation MRR. */
    public RankingTask(EventBatch training, RankingTable validation, RankingTable test) {
        this(training, validation, test, Choice.MRR);
    }

    /** The validation events with a drawn negative each. */
    public LinkTable validationPairs() {
        EventBatch events = validation.events();
        EventStream own =
                stream().select(IntStream.range(events.from(), events.to()).toArray());
        return LinkTable.of(own, validation.batchSize(), new RandomNegatives(stream(), PAIRS_SEED));
    }

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
