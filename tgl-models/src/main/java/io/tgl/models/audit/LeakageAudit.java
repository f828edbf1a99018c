package io.tgl.models.audit;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import java.util.function.Function;

/**
 * Leakage is tested, not promised: the state is brought to a batch, every event that a query must not see is replaced by
 * noise, and the query is scored again. The bits must be the same. Under {@code EVENT} visibility each query hides the
 * events at or after its own time; under {@code BATCH} those from the batch's first on. The state is the one that the
 * true events before the batch gave.
 */
public final class LeakageAudit {
    private final EventStream stream;
    private final Function<FeatureTable, Scorer> model;
    private final int batchSize;

    /**
     * An audit over a stream.
     *
     * @param model builds the model over a table of edge features by event id; the same parameters at each call
     */
    public LeakageAudit(EventStream stream, int batchSize, Function<FeatureTable, Scorer> model) {
        this.stream = numberedByRow(stream);
        this.batchSize = batchSize;
        this.model = model;
    }

    /**
     * What was found.
     *
     * @param queries queries scored with and without the future
     * @param leaks queries whose score changed
     * @param first the first of them, or "none"
     */
    public record Result(int queries, int leaks, String first) {
        /** Whether no score depends on the future. */
        public boolean passed() {
            return queries > 0 && leaks == 0;
        }
    }

    /** Audits {@code perBatch} evenly spread queries of each batch from {@code firstBatch} on. */
    public Result run(int firstBatch, int perBatch) {
        Scorer sighted = model.apply(stream.features());
        sighted.reset();
        sighted.attach(TemporalAdjacency.of(stream, Workers.single()));
        int queries = 0;
        int leaks = 0;
        String first = "none";
        int batches = Math.ceilDiv(stream.size(), batchSize);
        for (int b = 0; b < batches; b++) {
            int from = b * batchSize;
            int to = Math.min(stream.size(), from + batchSize);
            ModelState before = sighted.state();
            for (int q = 0; b >= firstBatch && q < perBatch; q++) {
                int row = from + (int) ((long) (to - from) * q / perBatch);
                float truth = score(sighted, row);
                float blind =
                        score(blinded(sighted.visibility() == Visibility.BATCH ? from : firstAt(row), before), row);
                queries++;
                if (Float.floatToRawIntBits(truth) != Float.floatToRawIntBits(blind)) {
                    leaks++;
                    first = leaks > 1 ? first : "event " + row + " of batch " + b + ": " + truth + " became " + blind;
                }
            }
            sighted.observe(new EventBatch(stream, from, to));
        }
        return new Result(queries, leaks, first);
    }

    private int firstAt(int row) {
        int first = row;
        while (first > 0 && stream.time(first - 1) == stream.time(row)) {
            first--;
        }
        return first;
    }

    /** The model in the state before the batch, over a stream whose events from {@code hidden} on are noise. */
    private Scorer blinded(int hidden, ModelState before) {
        EventStream noisy = withNoiseFrom(hidden);
        Scorer scorer = model.apply(noisy.features());
        scorer.reset();
        scorer.attach(TemporalAdjacency.of(noisy, Workers.single()));
        scorer.restore(before);
        return scorer;
    }

    private float score(Scorer scorer, int row) {
        float[] score = new float[1];
        scorer.score(
                LinkQueries.of(new int[] {stream.source(row)}, new int[] {stream.destination(row)}, new long[] {
                    stream.time(row)
                }),
                score);
        return score[0];
    }

    /** The events with their rows as event ids: in a part of a stream those are others, and the features are the whole's. */
    private static EventStream numberedByRow(EventStream part) {
        int n = part.size();
        FeatureTable features = FeatureTable.zeros(n, part.features().width());
        float[] row = new float[features.width()];
        float[] weight = new float[n];
        float[] label = new float[n];
        int[] relation = new int[n];
        for (int i = 0; i < n; i++) {
            part.features().copyRow(part.eventId(i), row, 0);
            features.setRow(i, row, 0);
            weight[i] = part.weight(i);
            label[i] = part.label(i);
            relation[i] = part.relation(i);
        }
        return EventStream.of(part.nodeCount(), part.sources(), part.destinations(), part.times())
                .features(features)
                .weight(part.hasWeight() ? weight : null)
                .label(part.hasLabel() ? label : null)
                .relation(part.hasRelation() ? relation : null)
                .granularity(part.granularity())
                .build();
    }

    /** The same events before {@code hidden}; from there on other ends, other features and the same times. */
    private EventStream withNoiseFrom(int hidden) {
        int[] source = stream.sources();
        int[] destination = stream.destinations();
        FeatureTable old = stream.features();
        FeatureTable features = FeatureTable.zeros(old.rows(), old.width());
        float[] row = new float[old.width()];
        int[] words = new int[4];
        long key = RandomStreams.key(hidden, "leakage audit");
        for (int i = 0; i < stream.size(); i++) {
            old.copyRow(i, row, 0);
            if (i >= hidden) {
                Philox.block(key, i, 0, 0, words);
                source[i] = Integer.remainderUnsigned(words[0], stream.nodeCount());
                destination[i] = Integer.remainderUnsigned(words[1], stream.nodeCount());
                for (int j = 0; j < row.length; j++) {
                    row[j] = Philox.uniform(words[2] + j);
                }
            }
            features.setRow(i, row, 0);
        }
        return EventStream.of(stream.nodeCount(), source, destination, stream.times())
                .features(features)
                .granularity(stream.granularity())
                .build();
    }
}
