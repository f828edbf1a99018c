package io.tgl.eval.report;

import io.tgl.eval.record.RunRecord;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that the HTML report shows, ready to print: texts, small SVG drawings and the data of the curves.
 *
 * @param title heading
 * @param facts what was measured under which conditions, in short pairs
 * @param caveats distinct reasons why figures must not be compared
 * @param cuts what was cut of each model, beside the reference code at the same epoch
 * @param dataNotes why learned models must not be compared on a data set
 * @param grid several models or data sets side by side
 * @param leaderboards our figures among those of published leaderboards
 * @param results a block per model
 * @param footnotes sources, numbered from 1
 * @param seedColumns names of the figures in those rows
 * @param seeds a row per run
 * @param curvesJson charts for uPlot
 * @param hasPeriods whether some of these charts are of figures along a split
 * @param curveNotes how far the curves lie from the reference band
 * @param epochs the figures behind the curves, a table per run
 * @param times time per phase, a block per model
 * @param distributions score distributions
 * @param kinds average precision by kind of pair
 * @param deviations differences from the published recipe
 * @param data facts of each data set
 * @param protocols what each protocol does
 * @param configurations full configuration of each model
 * @param provenance what computed it
 * @param records digests and times of each run
 * @param commands what runs it again
 */
public record ReportModel(
        String title,
        List<Fact> facts,
        List<String> caveats,
        List<String> cuts,
        List<String> dataNotes,
        GridModel grid,
        List<Leaderboards.Board> leaderboards,
        List<ModelBlock> results,
        List<String> footnotes,
        List<String> seedColumns,
        List<SeedRow> seeds,
        String curvesJson,
        boolean hasPeriods,
        List<String> curveNotes,
        List<EpochTable> epochs,
        List<TimeBlock> times,
        List<Distribution> distributions,
        List<KindBlock> kinds,
        List<DeviationRow> deviations,
        List<FactBlock> data,
        List<FactBlock> protocols,
        List<FactBlock> configurations,
        List<FactBlock> provenance,
        List<RecordRow> records,
        List<String> commands) {
    private static final int MOST_UNFOLDED = 6;

    /** A report on these runs with the published figures and reference curves that come with this library. */
    public static ReportModel of(List<RunRecord> runs) {
        return of(runs, List.of());
    }

    /** The same with what the test batches gave, for comparisons between models. */
    public static ReportModel of(List<RunRecord> runs, List<TestBatches> batches) {
        return new ReportBuilder(runs, batches, PublishedResults.load(), ReferenceCurves.load()).build();
    }

    /** A report on these runs. */
    public static ReportModel of(List<RunRecord> runs, PublishedResults published, ReferenceCurves reference) {
        return new ReportBuilder(runs, List.of(), published, reference).build();
    }

    /** Whether there is so much that its details are folded up. */
    public boolean isLarge() {
        return results.size() > MOST_UNFOLDED;
    }

    /** Whether there are so many runs that what there is of each is folded up. */
    public boolean hasManyRuns() {
        return epochs.size() > MOST_UNFOLDED;
    }

    /** Whether any figure has a published one beside it. */
    public boolean hasPublished() {
        return figures().anyMatch(row -> !row.published().isEmpty());
    }

    /** Whether any figure has the reference code's own beside it. */
    public boolean hasReference() {
        return figures().anyMatch(row -> !row.reference().isEmpty());
    }

    /** Whether there is a drawing of where the seeds lie. */
    public boolean hasStrips() {
        return figures().anyMatch(row -> !row.strip().isEmpty());
    }

    private Stream<FigureRow> figures() {
        return results.stream().flatMap(block -> block.figures().stream());
    }

    /** A name and a value. */
    public record Fact(String name, String value) {}

    /** Facts under a heading. */
    public record FactBlock(String heading, List<Fact> facts) {}

    /** The figures of one model; {@code context} tells seeds, size and visibility. */
    public record ModelBlock(String model, String context, List<FigureRow> figures) {}

    /**
     * One figure beside the published one; absent parts are empty texts.
     *
     * @param name e.g. "test AP"
     * @param ours e.g. "92.10 ± 0.85"
     * @param interval the 95 % interval of one run and how many positives are behind it
     * @param caveat why it must not be compared
     * @param published e.g. "92.34 ± 1.04"
     * @param footnote number of the published figure's source, 0 for none
     * @param difference in percentage points
     * @param z see {@link PublishedResult#z}
     * @param reference the reference code's own figures
     * @param referencePosition how far our mean lies from their band, e.g. "1.05 below"
     * @param referenceFootnote number of their source, 0 for none
     * @param strip drawing of where the seeds lie
     */
    public record FigureRow(
            String name,
            String ours,
            String interval,
            String caveat,
            String published,
            int footnote,
            String difference,
            String z,
            String reference,
            String referencePosition,
            int referenceFootnote,
            String strip) {}

    /** One run: its figures (in the order of {@link #seedColumns}), epochs and time. */
    public record SeedRow(
            String model,
            long seed,
            List<String> figures,
            String bestEpoch,
            String stoppedEpoch,
            String reason,
            String time,
            String caveat) {}

    /** The curves of one run as a table, a row per epoch. */
    public record EpochTable(String heading, List<String> columns, List<List<String>> rows) {}

    /** Time per phase, mean over the runs of a model. */
    public record TimeBlock(String model, String total, String bar, List<PhaseRow> phases) {}

    /** One phase: {@code part} is the number of its colour. */
    public record PhaseRow(int part, String name, String time, String share) {}

    /** One histogram with its heading. */
    public record Distribution(String heading, String counts, String drawing) {}

    /** Average precision by kind of pair of one model. */
    public record KindBlock(String model, String caveat, List<KindRow> rows) {}

    /** One kind of pair. */
    public record KindRow(String kind, String positives, String figure, String bar) {}

    /** One difference from the published recipe. */
    public record DeviationRow(String model, String what, String published, String here) {}

    /** One run's digest and cost. */
    public record RecordRow(
            String model, long seed, String digest, String started, String wall, String peakHeap, String threads) {}
}
