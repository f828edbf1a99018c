package io.tgl.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.models.memory.Tgn;
import io.tgl.models.memory.TgnConfig;
import io.tgl.models.query.LinkQueries;
import org.junit.jupiter.api.Test;

/** The lines of the README's example, as they stand there. */
class ReadmeExampleTest {
    @Test
    void theExampleRuns() {
        EventStream events = Datasets.load("uci").events();
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        TemporalAdjacency neighbors = TemporalAdjacency.of(events, compute.workers());
        Tgn model = new Tgn(
                TgnConfig.PUBLISHED,
                FeatureTable.absent(events.nodeCount()),
                events.features(),
                events.granularity().seconds(),
                0,
                compute);
        model.attach(neighbors);
        for (int from = 0; from < 2_000; from += 200) {
            model.observe(new EventBatch(events, from, from + 200));
        }
        LinkQueries question = LinkQueries.of(
                new int[] {events.source(2_000)}, new int[] {events.destination(2_000)}, new long[] {events.time(2_000)
                });
        float[] probability = new float[1];
        model.score(question, probability);
        assertThat(probability[0]).isBetween(0f, 1f);
    }
}
