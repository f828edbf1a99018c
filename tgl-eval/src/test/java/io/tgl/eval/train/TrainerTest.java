package io.tgl.eval.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.EvaluationScores;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.task.NonFiniteResult;
import io.tgl.eval.testing.SyntheticStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final int NODES = 40;
    private static final int BATCH = 25;
    private static final EventStream STREAM = SyntheticStreams.of(3, NODES, 600);
    private static final LinkTask TASK = DyglibProtocol.task(STREAM, BATCH, Workers.single());
    private static final TrainingOptions OPTIONS = new TrainingOptions(5, 20, BATCH, 11);

    @TempDir
    Path folder;

    @Test
    void stateIsCarriedOnAndBranchesAsInThePublishedProtocol() {
        CountingModel model = new CountingModel(NODES);
        RunResult result = new Trainer(TASK, OPTIONS.withEpochs(1), RunControl.none()).run(model);
        int train = TASK.training().size();
        int validation = TASK.table(EvaluationSet.VALIDATION).events().size();
        List<String> expected = new ArrayList<>(List.of("reset"));
        expected.addAll(scoring(EvaluationSet.VALIDATION, train));
        expected.addAll(scoring(EvaluationSet.NEW_NODE_VALIDATION, train));
        expected.addAll(scoring(EvaluationSet.TEST, train + validation));
        expected.addAll(scoring(EvaluationSet.NEW_NODE_TEST, train + validation));
        assertThat(model.log).containsExactlyElementsOf(expected);
        assertThat(model.attached).containsExactly(TASK.trainingNeighbors(), TASK.allNeighbors(), TASK.allNeighbors());
        assertThat(result.splitSizes()).containsEntry("train", train);
        assertThat(result.scores().stream().map(EvaluationScores::set)).containsExactly(EvaluationSet.values());
    }

    /** One call a batch, positives and negatives together, with the events so far observed. */
    private static List<String> scoring(EvaluationSet set, int observed) {
        List<String> calls = new ArrayList<>();
        int events = TASK.table(set).events().size();
        for (int from = 0; from < events; from += BATCH) {
            calls.add("score " + 2 * Math.min(BATCH, events - from) + " at " + (observed + from));
        }
        return calls;
    }

    @Test
    void aRunMadeAgainHasTheSameBits() {
        RunResult first = new Trainer(TASK, OPTIONS, RunControl.none()).run(new CountingModel(NODES));
        Trainer trainer = new Trainer(TASK, OPTIONS, RunControl.none());
        trainer.run(new CountingModel(NODES));
        assertSameResult(trainer.run(new CountingModel(NODES)), first);
        assertThat(first.epochs()).hasSize(5);
        assertThat(first.stop()).isEqualTo(StopReason.EPOCH_LIMIT);
        assertThat(first.metric(Measure.TEST, Measure.AP)).isBetween(0.0, 1.0);
        RunResult otherSeed = new Trainer(TASK, new TrainingOptions(5, 20, BATCH, 12), RunControl.none())
                .run(new CountingModel(NODES));
        assertThat(otherSeed.scoreDigest()).isNotEqualTo(first.scoreDigest());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 21, 45, 60, 83, 99})
    void interruptedAndResumedGivesTheSameBits(int percent) {
        AtomicInteger polls = new AtomicInteger();
        RunControl counting = RunControl.none().interruptedBy(() -> polls.incrementAndGet() < 0);
        RunResult whole = new Trainer(TASK, OPTIONS, counting).run(new CountingModel(NODES));
        Path file = folder.resolve("run.safetensors");
        AtomicInteger left = new AtomicInteger(polls.get() * percent / 100);
        RunControl first = RunControl.none().checkpointAt(file, true).interruptedBy(() -> left.decrementAndGet() < 0);
        RunResult part = new Trainer(TASK, OPTIONS, first).run(new CountingModel(NODES));
        assertThat(part.stop()).isEqualTo(StopReason.INTERRUPTED);
        assertThat(part.metrics()).isEmpty();
        assertThat(part.scores()).hasSizeGreaterThanOrEqualTo(2 * part.stoppedEpoch());
        assertThat(Files.exists(file)).isEqualTo(part.stoppedEpoch() > 0);
        RunControl second = RunControl.none().checkpointAt(file, true);
        assertSameResult(new Trainer(TASK, OPTIONS, second).run(new CountingModel(NODES)), whole);
        // A finished run that is resumed only tests again.
        assertSameResult(new Trainer(TASK, OPTIONS, second).run(new CountingModel(NODES)), whole);
    }

    @Test
    void aShortRunGoesOnToALaterLimit() {
        Path file = folder.resolve("run.safetensors");
        RunControl control = RunControl.none().checkpointAt(file, true);
        new Trainer(TASK, OPTIONS.withEpochs(2), control).run(new CountingModel(NODES));
        List<Integer> resumed = new ArrayList<>();
        RunControl watched = control.watchedBy(new TrainingListener() {
            @Override
            public void resumed(int finishedEpochs) {
                resumed.add(finishedEpochs);
            }
        });
        RunResult longer = new Trainer(TASK, OPTIONS, watched).run(new CountingModel(NODES));
        assertThat(resumed).containsExactly(2);
        RunResult whole = new Trainer(TASK, OPTIONS, RunControl.none()).run(new CountingModel(NODES));
        assertThat(longer.epochs().getLast().loss())
                .isEqualTo(whole.epochs().getLast().loss());
        assertThat(longer.metrics()).isEqualTo(whole.metrics());
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() {
        Path file = folder.resolve("run.safetensors");
        RunControl control = RunControl.none().checkpointAt(file, true).withSettings(Map.of("dropout", "0.1"));
        new Trainer(TASK, OPTIONS, control).run(new CountingModel(NODES));
        assertThatThrownBy(() ->
                        new Trainer(TASK, new TrainingOptions(5, 20, BATCH, 12), control).run(new CountingModel(NODES)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("seed: expected \"12\" as in this run, found \"11\"");
        assertThatThrownBy(() -> new Trainer(TASK, OPTIONS, control.withSettings(Map.of("dropout", "0.2")))
                        .run(new CountingModel(NODES)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("dropout");
    }

    @Test
    void aDamagedCheckpointIsRefused() throws Exception {
        Path file = folder.resolve("run.safetensors");
        RunControl control = RunControl.none().checkpointAt(file, true);
        new Trainer(TASK, OPTIONS.withEpochs(1), control).run(new CountingModel(NODES));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> new Trainer(TASK, OPTIONS, control).run(new CountingModel(NODES)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("run.safetensors");
    }

    @Test
    void earlyStoppingTestsTheBestEpoch() {
        RunResult result = scripted(List.of(0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 3);
        assertThat(result.bestEpoch()).isEqualTo(2);
        assertThat(result.stoppedEpoch()).isEqualTo(5);
        assertThat(result.stop()).isEqualTo(StopReason.EARLY_STOPPING);
        assertThat(result.metric(Measure.VALIDATION, Measure.AP)).isGreaterThan(0.95);
        assertThat(result.metric(Measure.TEST, Measure.AP)).isGreaterThan(0.95);
        assertThat(result.epochs().stream().map(EpochResult::improved))
                .containsExactly(true, true, false, false, false);
    }

    @Test
    void equalFiguresImprove() {
        RunResult result = scripted(List.of(1.0, 0.0, 1.0, 0.0, 0.0), 2);
        assertThat(result.bestEpoch()).isEqualTo(3);
        assertThat(result.stoppedEpoch()).isEqualTo(5);
    }

    @Test
    void bothFiguresMustImprove() {
        EarlyStopping stopping = new EarlyStopping(2);
        assertThat(stopping.improves(1, 0.8, 0.7)).isTrue();
        assertThat(stopping.improves(2, 0.9, 0.6)).isFalse();
        assertThat(stopping.improves(3, 0.85, 0.7))
                .as("the bests moved only together")
                .isTrue();
        assertThat(stopping.improves(4, 0.84, 0.9)).isFalse();
        assertThat(stopping.stops()).isFalse();
        assertThat(stopping.improves(5, Double.NaN, 0.9)).isFalse();
        assertThat(stopping.stops()).isTrue();
        assertThat(stopping.bestEpoch()).isEqualTo(3);
    }

    @Test
    void aScoreThatIsNoNumberStopsTheRunWithItsPlace() {
        assertThatThrownBy(() -> scripted(List.of(0.0, Double.NaN), 3))
                .isInstanceOf(NonFiniteResult.class)
                .hasMessageMatching("epoch 2, validation, batch 0, query 0 \\(\\d+, \\d+, \\d+\\):"
                        + " expected a finite score, found NaN");
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunWithItsPlace() {
        ScriptedModel model = new ScriptedModel(STREAM, List.of(1.0));
        model.loss = Double.POSITIVE_INFINITY;
        assertThatThrownBy(() -> new Trainer(TASK, OPTIONS, RunControl.none()).run(model))
                .isInstanceOf(NonFiniteResult.class)
                .hasMessage("epoch 1, training batch 0: expected a finite loss, found Infinity");
    }

    @Test
    void theListenerHearsEveryBatchAndEpoch() {
        List<String> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void trained(int epoch, int done, int batches, double loss) {
                if (done == batches) {
                    heard.add("trained " + epoch);
                }
            }

            @Override
            public void evaluated(int epoch, EvaluationSet set, int done, int batches) {
                if (done == batches) {
                    heard.add(set.label() + " " + epoch);
                }
            }

            @Override
            public void epochFinished(EpochResult result) {
                heard.add("finished " + result.epoch());
            }
        };
        new Trainer(TASK, OPTIONS.withEpochs(1), RunControl.none().watchedBy(listener)).run(new CountingModel(NODES));
        assertThat(heard)
                .containsExactly(
                        "trained 1",
                        "validation 1",
                        "new-node validation 1",
                        "finished 1",
                        "test 0",
                        "new-node test 0");
    }

    private static RunResult scripted(List<Double> script, int patience) {
        TrainingOptions options = new TrainingOptions(script.size(), patience, BATCH, 0);
        return new Trainer(TASK, options, RunControl.none())
                .run(new ScriptedModel(STREAM.shiftedBy(STREAM.time(0)), script));
    }

    private static void assertSameResult(RunResult result, RunResult expected) {
        assertThat(result.scoreDigest()).isEqualTo(expected.scoreDigest());
        assertThat(result.metrics()).isEqualTo(expected.metrics());
        assertThat(result.bestEpoch()).isEqualTo(expected.bestEpoch());
        assertThat(result.stop()).isEqualTo(expected.stop());
        assertThat(result.epochs().stream().map(EpochResult::loss))
                .containsExactlyElementsOf(
                        expected.epochs().stream().map(EpochResult::loss).toList());
        assertThat(result.scores()).hasSameSizeAs(expected.scores());
    }
}
