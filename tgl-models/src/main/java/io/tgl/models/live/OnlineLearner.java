package io.tgl.models.live;

import io.tgl.core.event.EventBatch;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;

/** Predict, then learn: training steps on batches of the stream; all that is drawn hangs on event numbers alone. */
final class OnlineLearner {
    private static final String NEGATIVES = "online negatives";

    private final TrainableScorer model;
    private final Learning settings;
    private final long key;

    OnlineLearner(TrainableScorer model, Learning settings) {
        this.model = model;
        this.settings = settings;
        this.key = RandomStreams.key(settings.seed(), NEGATIVES);
    }

    /** Whether events {@code first} to {@code end - 1} complete a multiple of the events between two steps. */
    boolean isDue(long first, long end) {
        return end / settings.everyEvents() > first / settings.everyEvents();
    }

    /** Learns from a batch, which the model observes with it; the mean loss. */
    double learn(EventBatch batch, long firstEvent, SeenNodes seen) {
        int n = batch.size();
        LinkQueries positives = LinkQueries.of(new int[n], new int[n], new long[n]);
        int[] drawn = new int[n];
        int[] words = new int[4];
        for (int i = 0; i < n; i++) {
            positives.source()[i] = batch.source(i);
            positives.destination()[i] = batch.destination(i);
            positives.time()[i] = batch.time(i);
            Philox.block(key, firstEvent + i, 0, 0, words);
            long place = (Integer.toUnsignedLong(words[0]) * seen.destinationCount()) >>> Integer.SIZE;
            drawn[i] = seen.destination((int) place);
        }
        LinkQueries negatives = LinkQueries.of(positives.source(), drawn, positives.time());
        return model.trainBatch(positives, negatives, batch, 1, (int) (firstEvent & Integer.MAX_VALUE));
    }
}
