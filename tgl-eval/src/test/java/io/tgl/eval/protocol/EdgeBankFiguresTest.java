package io.tgl.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.registry.ModelPresets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EdgeBank in the best mode of each data set and kind of negatives against DyGLib's tables, to the digits printed. */
class EdgeBankFiguresTest {
    @ParameterizedTest
    @CsvSource({
        "uci, random, 76.20, 77.30",
        "enron, random, 83.53, 87.05",
        "wikipedia, random, 90.37, 90.78",
        "mooc, random, 57.97, 60.86",
        "canparl, random, 64.55, 64.14",
        "uslegis, random, 58.39, 62.57",
    })
    void randomNegativesGiveThePublishedDigits(String data, String negatives, String ap, String auc) {
        RunRecord run = run(data, NegativeKind.of(negatives));
        assertThat(percent(run, EvaluationSet.TEST, Measure.AP)).isEqualTo(ap);
        assertThat(percent(run, EvaluationSet.TEST, Measure.AUC)).isEqualTo(auc);
        assertThat(run.deviations()).noneMatch(deviation -> deviation.what().startsWith("setting"));
    }

    /** The published draws are replayed. */
    @ParameterizedTest
    @CsvSource({
        "uci, 65.50",
        "enron, 76.53",
        "canparl, 63.84",
        "uslegis, 63.22",
    })
    void historicalNegativesGiveThePublishedDigits(String data, String ap) {
        RunRecord run = run(data, NegativeKind.HISTORICAL);
        assertThat(percent(run, EvaluationSet.HISTORICAL_TEST, Measure.AP)).isEqualTo(ap);
    }

    /** All but the pairs that fill up the first batches are replayed. */
    @ParameterizedTest
    @CsvSource({
        "uci, 57.43",
        "enron, 73.89",
    })
    void inductiveNegativesComeWithinHalfAPoint(String data, double ap) {
        double found = run(data, NegativeKind.INDUCTIVE)
                .metric(EvaluationSet.INDUCTIVE_TEST.label(), Measure.AP)
                .orElseThrow();
        assertThat(100 * found).isBetween(ap - 0.5, ap + 0.5);
    }

    private static RunRecord run(String data, NegativeKind kind) {
        assumeTrue(
                data.equals("uci") || System.getenv("TGL_DATA") != null,
                "TGL_DATA is not set: the folder with the public data sets, for " + data);
        Dataset dataset = Datasets.load(data);
        NegativeChoice negatives = NegativeChoice.PUBLISHED.tested(List.of(kind));
        DyglibRun plan = new DyglibRun(
                dataset,
                DyglibProtocol.task(dataset.events(), DyglibProtocol.BATCH_SIZE, negatives, Workers.single()),
                "edgebank",
                ModelPresets.supported("edgebank", data, kind.label()),
                TrainingOptions.published(0),
                "tgl run --data " + data + " --model edgebank --epochs 100 --seed 0");
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        return plan.run(compute, RunControl.none(), () -> 0).record();
    }

    private static String percent(RunRecord run, EvaluationSet set, String metric) {
        return String.format(
                Locale.ROOT, "%.2f", 100 * run.metric(set.label(), metric).orElseThrow());
    }
}
