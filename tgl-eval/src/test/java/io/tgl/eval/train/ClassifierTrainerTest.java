package io.tgl.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.ClassificationTask;
import io.tgl.eval.testing.SyntheticStreams;
import org.junit.jupiter.api.Test;

class ClassifierTrainerTest {
    private static final int EVENTS = 900;
    private static final int WIDTH = 7;

    private final EventStream events = SyntheticStreams.of(5, 30, EVENTS);
    private final FeatureTable embeddings = embeddings();
    private final ClassificationTask task = ClassificationTask.of(events, classes());

    private static FeatureTable embeddings() {
        double[] draws = new NumpyRandomState(6).doubles(EVENTS * WIDTH);
        float[] values = new float[draws.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (draws[i] - 0.5);
        }
        return FeatureTable.of(values, EVENTS, WIDTH);
    }

    /** One event in nine is positive, and only the product of two columns tells which. */
    private boolean[] classes() {
        boolean[] classes = new boolean[EVENTS];
        float[] row = new float[WIDTH];
        for (int i = 0; i < EVENTS; i++) {
            embeddings.copyRow(i, row, 0);
            classes[i] = row[0] * row[3] > 0.1;
        }
        return classes;
    }

    private ClassifierTrainer.Result run(boolean balanced, long seed, Compute compute, int epochs) {
        TrainingOptions options = new TrainingOptions(epochs, 20, 50, seed);
        ClassifierTrainer.Settings settings = new ClassifierTrainer.Settings(options, 0.1f, 1e-2, balanced);
        return new ClassifierTrainer(task, embeddings, settings, compute).run();
    }

    private static Compute vector(int threads) {
        return new Compute(KernelProvider.kernels(), Workers.ofThreads(threads));
    }

    @Test
    void learnsWhatNoLinearModelCan() {
        ClassifierTrainer.Result result = run(false, 1, vector(1), 60);
        assertThat(task.rocAuc(Measure.TEST, result.test())).isGreaterThan(0.85);
        assertThat(result.losses().getLast()).isLessThan(result.losses().getFirst());
        double best = result.validationAucs().get(result.bestEpoch() - 1);
        assertThat(result.validationAucs()).allSatisfy(auc -> assertThat(auc).isLessThanOrEqualTo(best));
        assertThat(task.rocAuc(Measure.VALIDATION, result.validation())).isEqualTo(best);
    }

    @Test
    void sameBitsOnAnyThreadsAndKernels() {
        ClassifierTrainer.Result scalar = run(true, 1, new Compute(KernelProvider.scalar(), Workers.single()), 3);
        for (int threads = 1; threads <= 3; threads++) {
            ClassifierTrainer.Result other = run(true, 1, vector(threads), 3);
            assertThat(other.test()).isEqualTo(scalar.test());
            assertThat(other.losses()).isEqualTo(scalar.losses());
        }
        assertThat(run(true, 2, vector(1), 3).test()).isNotEqualTo(scalar.test());
        assertThat(scalar.stop()).isEqualTo(StopReason.EPOCH_LIMIT);
    }

    @Test
    void balancedClassesRaiseTheRareOne() {
        assertThat(mean(run(true, 1, vector(1), 20).test()))
                .isGreaterThan(mean(run(false, 1, vector(1), 20).test()));
    }

    private static double mean(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
