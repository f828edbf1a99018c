package io.tgl.eval.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.record.Measure;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.AffinityLabels;
import io.tgl.eval.task.AffinityTask;
import io.tgl.eval.task.LabelVisibility;
import io.tgl.eval.train.AffinityTrainer.Watch;
import io.tgl.models.model.AffinityScorer;
import io.tgl.models.registry.AffinityModels;
import io.tgl.models.registry.ModelContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on node affinity: it learns what can be learnt, and goes on where it stopped with the same bits. */
class AffinityTrainerTest {
    private static final int SOURCES = 6;
    private static final int NODES = 12;
    private static final int PERIODS = 40;
    private static final int PERIOD = 100;
    private static final Compute COMPUTE = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
    private static final AffinityTask TASK = task();

    @TempDir
    private Path folder;

    /** Every source always goes to a destination of its own, five times a period; labels are certain. */
    private static AffinityTask task() {
        int n = PERIODS * SOURCES * 5;
        int[] source = new int[n];
        int[] destination = new int[n];
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            source[i] = i % SOURCES;
            destination[i] = SOURCES + (i % SOURCES * 5 + 1) % SOURCES;
            time[i] = (long) (i / (SOURCES * 5)) * PERIOD + i % (SOURCES * 5);
        }
        EventStream events = EventStream.of(NODES, source, destination, time).build();
        return new AffinityTask(
                ChronologicalSplit.of(events), AffinityLabels.of(events, PERIOD, false), LabelVisibility.STRICT);
    }

    private static AffinityScorer model(String name, int width, String rate) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "memory-width", "" + width, "time-width", "8", "embedding-width", "" + width, "learning-rate", rate));
        if (name.equals("tgnv2")) {
            settings.put("identity-width", "" + width);
        }
        settings.put("neighbors", "3");
        return AffinityModels.create(
                name,
                TASK.labels().classOf(NODES),
                TASK.labels().classes(),
                ModelContext.of(TASK.events(), 1, COMPUTE).withOptions(settings));
    }

    private AffinityTrainer.Result run(int epochs, BooleanSupplier interrupted, boolean resume, String rate) {
        Resumption resumption =
                new Resumption(Optional.of(folder.resolve("run.safetensors")), resume, Map.of("data", "small"));
        return new AffinityTrainer(
                        TASK,
                        TemporalAdjacency.of(TASK.events(), COMPUTE.workers()),
                        new TrainingOptions(epochs, 50, 30, 1),
                        new Watch(_ -> {}, interrupted, resumption))
                .run(model("tgnv2", 12, rate));
    }

    private static double test(AffinityTrainer.Result result) {
        return result.metrics().stream()
                .filter(m -> m.split().equals(Measure.TEST) && m.metric().equals(Measure.NDCG))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void whatIsCertainIsLearnt() {
        AffinityTrainer.Result result = run(60, () -> false, false, "0.01");
        assertThat(test(result)).isGreaterThan(0.99);
        assertThat(result.epochs().getLast().loss())
                .isLessThan(result.epochs().getFirst().loss() / 4);
    }

    /** Nothing but the codes tells these destinations apart: the published TGN is left with guessing. */
    @Test
    void withoutCodesOfTheNodesItIsNot() {
        AffinityTrainer.Result result = new AffinityTrainer(
                        TASK,
                        TemporalAdjacency.of(TASK.events(), COMPUTE.workers()),
                        new TrainingOptions(20, 50, 30, 1),
                        Watch.NONE)
                .run(model("tgb-tgn", 12, "0.01"));
        assertThat(test(result)).isLessThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 60, 200})
    void interruptedAndResumedGivesTheSameBits(int batches) {
        AffinityTrainer.Result whole = run(4, () -> false, false, "0.01");
        AtomicInteger left = new AtomicInteger(batches);
        try {
            Files.deleteIfExists(folder.resolve("run.safetensors"));
            run(4, () -> left.decrementAndGet() < 0, false, "0.01");
            assertThat(left.get()).as("run that was not interrupted").isNotNegative();
        } catch (CancellationException e) {
            assertThat(e).hasMessageContaining("interrupted");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        AffinityTrainer.Result resumed = run(4, () -> false, true, "0.01");
        assertThat(resumed.scoreDigest()).isEqualTo(whole.scoreDigest());
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        assertThat(resumed.periods()).isEqualTo(whole.periods());
        assertThat(resumed.bestEpoch()).isEqualTo(whole.bestEpoch());
    }

    @Test
    void aFinishedRunGoesOnToALaterLimit() {
        AffinityTrainer.Result whole = run(4, () -> false, false, "0.01");
        run(2, () -> false, false, "0.01");
        assertThat(run(4, () -> false, true, "0.01").scoreDigest()).isEqualTo(whole.scoreDigest());
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() {
        run(1, () -> false, false, "0.01");
        Resumption other =
                new Resumption(Optional.of(folder.resolve("run.safetensors")), true, Map.of("data", "other"));
        AffinityTrainer trainer = new AffinityTrainer(
                TASK,
                TemporalAdjacency.of(TASK.events(), COMPUTE.workers()),
                new TrainingOptions(2, 50, 30, 1),
                new Watch(_ -> {}, () -> false, other));
        AffinityScorer fresh = model("tgnv2", 12, "0.01");
        assertThatThrownBy(() -> trainer.run(fresh))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("run.safetensors, data")
                .hasMessageContaining("\"other\"");
    }
}
