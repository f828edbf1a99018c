package io.tgl.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.negative.TgbNegatives;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.RankingTask;
import io.tgl.eval.testing.SyntheticStreams;
import io.tgl.eval.train.RankingTrainer.Watch;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ranking run goes on where it stopped, with the same bits. */
class RankingTrainerTest {
    private static final int BATCH = 40;
    private static final Compute COMPUTE = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
    private static final EventStream EVENTS = SyntheticStreams.of(5, 30, 600);
    private static final RankingTask TASK = task();

    @TempDir
    private Path folder;

    private static RankingTask task() {
        ChronologicalSplit split = TgbProtocol.split(EVENTS);
        return TgbProtocol.task(split, BATCH, TgbProtocol.generate(split, TgbNegatives.HISTORICAL, 10, 42));
    }

    private RankingTrainer.Result run(BooleanSupplier interrupted, boolean resume) {
        Resumption resumption = new Resumption(Optional.of(folder.resolve("run.safetensors")), resume, Map.of());
        Watch watch = new Watch(new RankingTrainer.Listener() {}, interrupted, Optional.empty(), resumption);
        Map<String, String> settings = Map.of(
                "memory-width",
                "8",
                "time-width",
                "8",
                "embedding-width",
                "8",
                "neighbors",
                "4",
                "learning-rate",
                "0.01");
        return new RankingTrainer(
                        TASK, new TrainingOptions(4, 5, BATCH, 1), TgbProtocol.TOLERANCE, watch, COMPUTE.workers())
                .run(ModelRegistry.create(
                        "tgb-tgn", ModelContext.of(EVENTS, 1, COMPUTE).withOptions(settings)));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20, 45, 55})
    void interruptedAndResumedGivesTheSameBits(int batches) {
        RankingTrainer.Result whole = run(() -> false, false);
        AtomicInteger left = new AtomicInteger(batches);
        folder.resolve("run.safetensors").toFile().delete();
        RankingTrainer.Result cut = run(() -> left.decrementAndGet() < 0, false);
        assertThat(cut.stop()).isEqualTo(StopReason.INTERRUPTED);
        RankingTrainer.Result resumed = run(() -> false, true);
        assertThat(resumed.scoreDigest()).isEqualTo(whole.scoreDigest());
        assertThat(resumed.measures()).isEqualTo(whole.measures());
        assertThat(resumed.bestEpoch()).isEqualTo(whole.bestEpoch());
        assertThat(resumed.stop()).isEqualTo(whole.stop());
        assertThat(resumed.epochs()).hasSameSizeAs(whole.epochs());
    }
}
