package io.tgl.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.base.Provenance;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.Reproduction;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.record.ScoredMetrics;
import io.tgl.eval.report.HtmlReport;
import io.tgl.eval.report.ReportModel;
import io.tgl.models.heuristic.EdgeBank;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run from its result to record, scores file and report. */
class RunRecordingTest {
    private static final Dataset DATA = Datasets.load("uci");

    private static RunResult result;
    private static RunRecord run;

    @TempDir
    Path folder;

    @BeforeAll
    static void runEdgeBank() {
        result = edgeBank();
        run = RunRecording.record(result, context());
    }

    private static RunResult edgeBank() {
        return new Trainer(
                        DyglibProtocol.task(DATA.events(), Workers.single()),
                        TrainingOptions.published(0),
                        RunControl.none())
                .run(EdgeBank.unlimited());
    }

    private static RunContext context() {
        return new RunContext(
                DATA,
                DyglibProtocol.NAME,
                DyglibProtocol.DESCRIPTION,
                "random",
                DyglibProtocol.EPOCHS,
                0,
                Map.of(),
                Provenance.current("scalar", 1),
                "2026-03-01T10:00:00Z",
                1,
                1 << 20,
                "scripts/tgl run --data uci --model edgebank",
                List.of());
    }

    @Test
    void theRecordHasTheFiguresAndReadsBack() {
        assertThat(run.metric(Measure.TEST, Measure.AP)).hasValue(0.7620146011827352);
        assertThat(run.metric(Measure.TEST, Measure.AUC)).hasValue(0.7730101010101013);
        assertThat(run.data().nodes()).isEqualTo(1_899);
        assertThat(run.data().distinctTimes()).isEqualTo(58_911);
        Path file = folder.resolve("run.json");
        RunRecords.write(file, run);
        RunRecord again = RunRecording.record(edgeBank(), context());
        assertThat(Reproduction.compare(RunRecords.read(file), again).identical())
                .isTrue();
    }

    @Test
    void histogramsHoldEveryScoreOfTheTest() {
        assertThat(run.histograms()).hasSize(4).allSatisfy(histogram -> {
            int events = run.protocol().splitSizes().get(histogram.split());
            assertThat(histogram.positives().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(events);
            assertThat(histogram.negatives().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(events);
        });
    }

    @Test
    void theScoresFileGivesTheSameFiguresToTheLastBit() {
        Path file = folder.resolve("scores.arrow");
        RunRecording.writeScores(file, List.of(result));
        List<ScoredMetrics.Scored> scored = ScoredMetrics.compute(file, DyglibProtocol.BATCH_SIZE);
        assertThat(scored).hasSize(4).allSatisfy(split -> {
            for (String metric : List.of(Measure.AP, Measure.AUC)) {
                assertThat(split.metric(metric))
                        .isEqualTo(run.metric(split.split(), metric).orElseThrow());
            }
        });
    }

    @Test
    void theReportPutsThePublishedFiguresBeside() {
        String page = HtmlReport.render(ReportModel.of(List.of(run)));
        assertThat(page).contains("<b>76.20</b>", "76.20 ± 0.00", "<b>77.30</b>", "Panzarasa");
    }
}
