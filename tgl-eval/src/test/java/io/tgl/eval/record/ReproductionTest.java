package io.tgl.eval.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.base.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReproductionTest {
    private static final RunRecord RUN = SampleRuns.tgn(0, 3, StopReason.EPOCH_LIMIT);

    @Test
    void theSameRecordIsReproduced() {
        Reproduction verdict = Reproduction.compare(RUN, RunRecords.fromJson(RunRecords.toJson(RUN), "again"));
        assertThat(verdict.identical()).isTrue();
        assertThat(verdict.verdict())
                .startsWith("REPRODUCED TGN on uci, seed 0")
                .doesNotContain("environments");
    }

    @Test
    void oneBitOfAMetricIsADifference() {
        List<Measure> metrics = new ArrayList<>(RUN.metrics());
        Measure first = metrics.getFirst();
        metrics.set(0, Measure.of(first.split(), first.metric(), Math.nextUp(first.value()), first.positives()));
        Reproduction verdict = Reproduction.compare(RUN, with(metrics, RUN.training(), RUN.scoreDigest()));
        assertThat(verdict.identical()).isFalse();
        assertThat(verdict.differences()).singleElement().satisfies(d -> {
            assertThat(d.what()).isEqualTo("metric test AP");
            assertThat(d.recorded()).isEqualTo(Double.toString(first.value()));
        });
        assertThat(verdict.verdict()).startsWith("NOT REPRODUCED").contains("1 difference\n");
    }

    @Test
    void negativeZeroIsNotZero() {
        RunRecord plus = withLoss(0.0);
        RunRecord minus = withLoss(-0.0);
        assertThat(Reproduction.compare(plus, minus).differences())
                .singleElement()
                .satisfies(d -> assertThat(d.what()).isEqualTo("epoch 1, train loss"));
    }

    @Test
    void digestAndMissingEpochAreNamed() {
        RunRecord longer = SampleRuns.tgn(0, 4, StopReason.EPOCH_LIMIT);
        Reproduction verdict = Reproduction.compare(RUN, longer);
        assertThat(verdict.verdict())
                .contains("stopped epoch: recorded 3, now 4", "epoch 4, validation AP: recorded absent");
        Reproduction digest = Reproduction.compare(RUN, with(RUN.metrics(), RUN.training(), "cd".repeat(32)));
        assertThat(digest.verdict()).contains("score digest: recorded " + RUN.scoreDigest());
    }

    @Test
    void timesAreNotComparedAndTheEnvironmentIsTold() {
        Provenance other = new Provenance("0.1.0", "0d8de2b7c1", "26", "Windows", "Other", 64, "scalar", 16);
        RunRecord elsewhere = new RunRecord(
                RUN.formatVersion(),
                other,
                RUN.data(),
                RUN.protocol(),
                RUN.model(),
                RUN.seed(),
                RUN.training(),
                RUN.metrics(),
                RUN.scoreDigest(),
                List.of(),
                new CostRecord("2027-01-01T00:00:00Z", 1, Map.of(), 1),
                "another command",
                List.of());
        Reproduction verdict = Reproduction.compare(RUN, elsewhere);
        assertThat(verdict.identical()).isTrue();
        assertThat(verdict.verdict()).contains("environments differ", "threads: recorded 2, now 16", "kernels");
    }

    private static RunRecord withLoss(double loss) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(TrainingRecord.TRAIN_LOSS, List.of(loss));
        curves.put(TrainingRecord.SECONDS, List.of(Math.abs(1 / (loss + 1)) + (1 / loss > 0 ? 0 : 5)));
        return with(
                RUN.metrics(), new TrainingRecord(1, 1, 1, 100, 20, StopReason.EPOCH_LIMIT, curves), RUN.scoreDigest());
    }

    private static RunRecord with(List<Measure> metrics, TrainingRecord training, String digest) {
        return new RunRecord(
                RUN.formatVersion(),
                RUN.provenance(),
                RUN.data(),
                RUN.protocol(),
                RUN.model(),
                RUN.seed(),
                training,
                metrics,
                digest,
                RUN.histograms(),
                RUN.cost(),
                RUN.command(),
                RUN.deviations());
    }
}
