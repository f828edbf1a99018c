package io.tgl.eval.task;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.model.Encoder;
import io.tgl.models.query.LinkQueries;

/** What a frozen model knows of the ends of each event before the event: embedded batch by batch, observed after. */
public final class EventEmbeddings {
    private EventEmbeddings() {}

    /** Whose embeddings are taken. */
    public enum Ends {
        /** The source alone: [n, N]. */
        SOURCE,
        /** Source and destination, one behind the other: [n, 2 N]. */
        BOTH
    }

    /**
     * Embeds the ends of all events, from the empty state on.
     *
     * @return a row an event
     */
    public static FeatureTable of(
            Encoder model,
            EventStream events,
            NeighborSource neighbors,
            int batchSize,
            Ends ends,
            BatchProgress progress) {
        int width = model.embeddingWidth();
        FeatureTable table = FeatureTable.zeros(events.size(), ends == Ends.BOTH ? 2 * width : width);
        float[] row = new float[table.width()];
        model.reset();
        model.attach(neighbors);
        int batches = Math.ceilDiv(events.size(), batchSize);
        for (int b = 0; b < batches; b++) {
            int from = b * batchSize;
            EventBatch batch = new EventBatch(events, from, Math.min(events.size(), from + batchSize));
            LinkQueries queries = queries(batch);
            float[] sources = model.sourceEmbeddings(queries);
            float[] destinations = ends == Ends.BOTH ? model.destinationEmbeddings(queries) : sources;
            for (int i = 0; i < batch.size(); i++) {
                System.arraycopy(sources, i * width, row, 0, width);
                if (ends == Ends.BOTH) {
                    System.arraycopy(destinations, i * width, row, width, width);
                }
                table.setRow(from + i, row, 0);
            }
            model.observe(batch);
            progress.batchDone(b + 1, batches);
        }
        return table;
    }

    private static LinkQueries queries(EventBatch batch) {
        int n = batch.size();
        LinkQueries queries = LinkQueries.of(new int[n], new int[n], new long[n]);
        for (int i = 0; i < n; i++) {
            queries.source()[i] = batch.source(i);
            queries.destination()[i] = batch.destination(i);
            queries.time()[i] = batch.time(i);
        }
        return queries;
    }
}
