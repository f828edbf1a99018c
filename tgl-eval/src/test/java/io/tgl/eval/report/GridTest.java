package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.eval.record.DataRecord;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.SampleRuns;
import io.tgl.eval.record.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridTest {
    private static final List<RunRecord> UCI = List.of(
            SampleRuns.tgn(0, 45, StopReason.EARLY_STOPPING),
            SampleRuns.tgn(1, 44, StopReason.EARLY_STOPPING),
            SampleRuns.edgeBank("unlimited"));

    private static RunRecord on(RunRecord run, String data, String caveat, double higher) {
        DataRecord d = run.data();
        DataRecord other = new DataRecord(
                data,
                d.sha256(),
                d.nodes(),
                d.events(),
                d.distinctTimes(),
                d.firstTime(),
                d.lastTime(),
                d.timeUnit(),
                d.nodeFeatureWidth(),
                d.edgeFeatureWidth(),
                d.source(),
                d.citation(),
                d.license(),
                caveat);
        List<Measure> measures = new ArrayList<>();
        for (Measure m : run.metrics()) {
            measures.add(new Measure(m.split(), m.subset(), m.metric(), m.value() + higher, m.positives()));
        }
        measures.add(Measure.of("historical test", Measure.AP, 0.5 + higher, 100));
        return new RunRecord(
                run.formatVersion(),
                run.provenance(),
                other,
                run.protocol(),
                run.model(),
                run.seed(),
                run.training(),
                measures,
                run.scoreDigest(),
                run.histograms(),
                run.cost(),
                run.command(),
                run.deviations());
    }

    private static GridModel grid(List<RunRecord> runs, List<TestBatches> batches) {
        return ReportModel.of(runs, batches).grid();
    }

    private static List<RunRecord> several(String second, String caveat) {
        List<RunRecord> runs = new ArrayList<>();
        UCI.forEach(run -> runs.add(on(run, "uci", "", 0)));
        UCI.forEach(run -> runs.add(on(run, second, caveat, run.model().name().equals("TGN") ? -0.2 : 0.1)));
        return runs;
    }

    @Test
    void everyFigureStandsBesideThePublishedOneInPointsDeviationsAndZ() {
        GridModel grid = grid(several("enron", ""), List.of());
        assertThat(grid.tables())
                .extracting(GridModel.Table::figure)
                .containsExactly(
                        "test AP, random negatives",
                        "new-node test AP, random negatives",
                        "test AP, historical negatives",
                        "test AP, random negatives",
                        "new-node test AP, random negatives",
                        "test AP, historical negatives");
        GridModel.Row tgn = grid.tables().getFirst().rows().getFirst();
        assertThat(tgn.published()).isEqualTo("92.34 ± 1.04");
        assertThat(tgn.difference()).isEqualTo("−1.92");
        assertThat(tgn.deviations()).isEqualTo("−1.85");
        assertThat(tgn.z()).isEqualTo("−2.21");
        assertThat(tgn.far()).isTrue();
        assertThat(tgn.reference()).isEqualTo("90.11 to 90.65");
        assertThat(tgn.best()).isTrue();
        GridModel.Row historical = grid.tables().get(2).rows().getFirst();
        assertThat(historical.published()).isEqualTo("80.43");
        assertThat(historical.z()).isEmpty();
        assertThat(grid.costs()).hasSize(4);
        assertThat(grid.costs().getFirst().epochs()).isEqualTo("44.5");
    }

    @Test
    void ranksAreAveragedOverDataSetsWithoutATestOfSignificance() {
        GridModel.RankTable ranks =
                grid(several("enron", ""), List.of()).ranks().getFirst();
        assertThat(ranks.data()).containsExactly("uci", "enron");
        assertThat(ranks.note()).contains("2 data sets", "ten");
        assertThat(ranks.rows().getFirst().model()).isEqualTo("TGN");
        assertThat(ranks.rows().getFirst().each()).containsExactly("1", "2");
        assertThat(ranks.rows().getFirst().ours()).isEqualTo("1.50");
        assertThat(ranks.rows().get(1).model()).isEqualTo("EdgeBank");
    }

    /** A data set that lacks its features: heuristics are compared there, learned models nowhere. */
    @Test
    void learnedModelsAreNotComparedWhereTheDataAreNotThePublishedOnes() {
        List<RunRecord> runs = several("wikipedia", "features absent: not comparable");
        List<TestBatches> batches = runs.stream()
                .map(run -> new TestBatches(run, "test", new double[] {0.5, 0.6}))
                .toList();
        ReportModel report = ReportModel.of(runs, batches);
        GridModel.Table table = report.grid().tables().get(3);
        assertThat(table.note()).contains("features absent");
        assertThat(table.rows().getFirst().published()).isEmpty();
        assertThat(table.rows().getFirst().z()).isEmpty();
        assertThat(table.rows().getFirst().caveat()).contains("not comparable");
        assertThat(table.rows().get(1).published()).startsWith("90.37");
        assertThat(report.grid().ranks()).isEmpty();
        assertThat(report.grid().paired()).hasSize(2);
        assertThat(report.grid().paired().get(1).rows()).isEmpty();
        assertThat(report.grid().paired().get(1).note()).contains("not comparable");
        assertThat(report.dataNotes()).singleElement().asString().contains("wikipedia", "features absent");
        List<FigureRecord> figures = FigureRecords.of(runs, PublishedResults.load(), ReferenceCurves.load());
        assertThat(figures)
                .filteredOn(f -> f.data().equals("wikipedia") && f.model().equals("TGN"))
                .isNotEmpty()
                .allSatisfy(f -> assertThat(f.published()).isNull());
        assertThat(figures)
                .anySatisfy(f -> assertThat(List.of(f.negatives(), f.split())).containsExactly("historical", "test"));
    }

    /** A run that its time has cut is compared with the reference code at equal epoch. */
    @Test
    void aCutRunIsComparedAtEqualEpoch() {
        List<RunRecord> runs = List.of(
                SampleRuns.tgn(0, 7, StopReason.TIME_LIMIT),
                SampleRuns.edgeBank("unlimited"),
                SampleRuns.edgeBank("repeat_interval"));
        GridModel.Row tgn = grid(runs, List.of()).tables().getFirst().rows().getFirst();
        assertThat(tgn.caveat()).isEqualTo("7 of up to 100 epochs (time limit): not comparable");
        assertThat(tgn.reference()).startsWith("validation AP, epoch 7: ").contains(", ours ");
        assertThat(new EqualEpoch(ReferenceCurves.load()).cuts(runs))
                .singleElement()
                .asString()
                .startsWith("TGN on uci, seed 0: cut after 7 of up to 100 epochs. Validation AP at epoch 7: ours ")
                .contains(", the reference code on the same data ");
    }

    @Test
    void thePairedBootstrapTellsAConstantDifferenceFromNoise() {
        double[] first =
                IntStream.range(0, 45).mapToDouble(i -> 0.9 + 0.002 * (i % 7)).toArray();
        double[] lower =
                IntStream.range(0, 45).mapToDouble(i -> first[i] - 0.01).toArray();
        PairedBootstrap constant = PairedBootstrap.of(lower, first);
        assertThat(constant.difference()).isCloseTo(-0.01, within(1e-12));
        assertThat(constant.low()).isCloseTo(-0.01, within(1e-12));
        assertThat(constant.isClear()).isTrue();
        double[] noise = IntStream.range(0, 45)
                .mapToDouble(i -> first[i] + (i % 2 == 0 ? 0.01 : -0.01))
                .toArray();
        PairedBootstrap unclear = PairedBootstrap.of(noise, first);
        assertThat(unclear.isClear()).isFalse();
        // The normal approximation: 1.96 times the deviation of a mean of 45 differences of 1 point.
        assertThat(unclear.high() - unclear.low()).isCloseTo(2 * 1.96 * 0.01 / Math.sqrt(45), within(0.0008));
        assertThat(PairedBootstrap.of(noise, first)).isEqualTo(unclear);
    }

    @Test
    void thePageShowsItAll() {
        List<RunRecord> runs = several("enron", "");
        List<TestBatches> batches = runs.stream()
                .map(run -> new TestBatches(run, "test", new double[] {0.5, 0.6}))
                .toList();
        assertThat(HtmlReport.render(ReportModel.of(runs, batches)))
                .contains("Side by side", "Average ranks", "On the same test batches", "What it took");
        assertThat(HtmlReport.render(ReportModel.of(runs.subList(0, 2)))).doesNotContain("Side by side");
    }
}
