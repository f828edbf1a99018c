package io.tgl.eval.report;

import io.tgl.core.event.TimeGranularity;
import io.tgl.datasets.statistics.EdgeTraffic;
import io.tgl.datasets.statistics.LogHistogram;
import io.tgl.datasets.statistics.StreamProfile;
import io.tgl.datasets.statistics.StreamSummary;
import io.tgl.eval.report.ReportModel.Fact;
import java.util.List;
import java.util.Locale;

/**
 * The page of the report that shows what a data set is like.
 *
 * @param title name of the data set
 * @param facts the stream in a few numbers
 * @param parts drawings under headings
 */
public record DataPage(String title, List<Fact> facts, List<Part> parts) {
    /** Drawings under a heading; colours of the legend are those of kind-0, kind-1, ... */
    public record Part(String heading, String lead, List<String> legend, List<Figure> figures) {}

    /** One drawing (SVG). */
    public record Figure(String caption, String note, String drawing) {}

    /** The page of this stream. */
    public static DataPage of(String name, StreamProfile profile, TimeGranularity ticks) {
        StreamSummary s = profile.summary();
        EdgeTraffic traffic = profile.traffic();
        List<Fact> facts = List.of(
                new Fact("Events", Text.count(s.events())),
                new Fact("Nodes", Text.count(s.nodes()) + (s.bipartite() ? ", bipartite" : "")),
                new Fact("Distinct pairs", Text.count(s.pairs())),
                new Fact("Density", number(s.density())),
                new Fact("Events that repeat a pair", share(s.repeatRatio())),
                new Fact("Surprise, events", share(s.surprise())),
                new Fact("Surprise, pairs", share(traffic.surprise())),
                new Fact("Reoccurrence, pairs", share(traffic.reoccurrence())),
                new Fact("Novelty", share(profile.appearance().novelty())),
                new Fact("Reciprocity", share(s.reciprocity())),
                new Fact("Self-loops", Text.count(s.selfLoops())));
        double tick = ticks.seconds();
        return new DataPage(
                name,
                facts,
                List.of(
                        new Part(
                                "Which pairs occur for the first time, which again",
                                "Temporal edge appearance: distinct pairs in each of "
                                        + profile.appearance().start().length + " equal parts of the time.",
                                List.of("seen before", "new"),
                                List.of(new Figure("", "", DataCharts.appearance(profile.appearance())))),
                        new Part(
                                "Which pairs recur when",
                                "Temporal edge traffic: a row is a group of pairs in order of first occurrence, a column a"
                                        + " part of the time; darker cells have more events. The line is where the last"
                                        + " 15 % of the events begin.",
                                List.of("in training only", "in training and test", "in test only"),
                                List.of(new Figure("", "", DataCharts.traffic(traffic)))),
                        new Part(
                                "Distributions",
                                "In powers of two.",
                                List.of(),
                                List.of(
                                        new Figure(
                                                "Events of a node",
                                                spread(s.degree(), 1, ""),
                                                DataCharts.bars(profile.degrees(), 0)),
                                        new Figure(
                                                "Gap between events of a node",
                                                spread(s.gap(), tick, "s"),
                                                DataCharts.bars(profile.nodeGaps(), tick)),
                                        new Figure(
                                                "Gap between events of a pair",
                                                Text.count(total(profile.pairGaps())) + " repetitions",
                                                DataCharts.bars(profile.pairGaps(), tick))))));
    }

    private static long total(List<LogHistogram.Bin> bins) {
        return bins.stream().mapToLong(LogHistogram.Bin::count).sum();
    }

    private static String spread(StreamSummary.Spread spread, double tick, String unit) {
        return unit.isEmpty()
                ? "median " + Text.count(spread.median()) + ", mean " + number(spread.mean()) + ", largest "
                        + Text.count(spread.most())
                : "median " + DataCharts.duration(spread.median() * tick) + ", mean "
                        + DataCharts.duration(spread.mean() * tick) + ", largest "
                        + DataCharts.duration(spread.most() * tick);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
