package io.tgl.eval.report;

import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.ScoreHistogram;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.report.ReportModel.DeviationRow;
import io.tgl.eval.report.ReportModel.Distribution;
import io.tgl.eval.report.ReportModel.EpochTable;
import io.tgl.eval.report.ReportModel.Fact;
import io.tgl.eval.report.ReportModel.KindBlock;
import io.tgl.eval.report.ReportModel.KindRow;
import io.tgl.eval.report.ReportModel.ModelBlock;
import io.tgl.eval.report.ReportModel.PhaseRow;
import io.tgl.eval.report.ReportModel.RecordRow;
import io.tgl.eval.report.ReportModel.SeedRow;
import io.tgl.eval.report.ReportModel.TimeBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns run records into what the report shows. */
final class ReportBuilder {
    private static final List<String> KINDS = List.of(Measure.REPEATED_PAIR, Measure.NEW_PAIR, Measure.NEW_NODE);
    private static final String OTHER_PHASE = "other";
    private static final String AFFINITY = "Node affinity";
    private static final int MOST_COLUMNS = 4;
    /** Share of a run below which time outside the phases is not told. */
    private static final double LEAST_OTHER = 5e-4;
    /** The band is a claim from here on: the first epochs depend on the initial weights. */
    private static final int FIRST_BAND_EPOCH = 3;

    private final List<RunRecord> runs;
    private final List<RunGroup> groups;
    private final ReferenceCurves reference;
    private final GridBuilder grid;
    private final ResultRows results;
    private final List<Measure> seedColumns;

    ReportBuilder(
            List<RunRecord> runs, List<TestBatches> batches, PublishedResults published, ReferenceCurves reference) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("report: expected at least one run record, found none");
        }
        this.runs = List.copyOf(runs);
        this.groups = RunGroup.of(runs);
        this.reference = reference;
        this.grid = new GridBuilder(groups, batches, published, reference);
        this.results = new ResultRows(
                published, reference, distinct(run -> run.data().name()).size() > 1);
        this.seedColumns = seedColumns();
    }

    /** The first test figures, those of other negatives than the usual ones only if there are no others. */
    private List<Measure> seedColumns() {
        Map<String, Measure> found = new LinkedHashMap<>();
        groups.stream()
                .flatMap(g -> g.wholeSplitFigures().stream())
                .filter(m -> m.split().endsWith(Measure.TEST) && !m.isIntervalEnd())
                .forEach(m -> found.putIfAbsent(m.label(), m));
        return found.values().stream()
                .sorted(Comparator.comparingInt(m -> GridBuilder.order(m.split())))
                .limit(MOST_COLUMNS)
                .toList();
    }

    ReportModel build() {
        List<ModelBlock> blocks = groups.stream().map(results::block).toList();
        return new ReportModel(
                task() + " on " + joined(run -> run.data().name()),
                facts(),
                runs.stream()
                        .flatMap(run -> run.training().caveat().stream())
                        .distinct()
                        .toList(),
                new EqualEpoch(reference).cuts(runs),
                groups.stream()
                        .flatMap(g -> g.incomparable().stream()
                                .map(why ->
                                        "Learned models on " + g.first().data().name() + ": " + why + "."))
                        .distinct()
                        .toList(),
                grid.build(),
                Leaderboards.of(groups),
                blocks,
                List.copyOf(results.footnotes()),
                seedColumns.stream().map(Measure::label).toList(),
                runs.stream().map(this::seedRow).toList(),
                CurveCharts.json(groups, reference),
                runs.stream().anyMatch(run -> !run.series().isEmpty()),
                curveNotes(),
                runs.stream()
                        .filter(r -> r.training().stoppedEpoch() > 0)
                        .map(this::epochTable)
                        .toList(),
                groups.stream().map(this::timeBlock).toList(),
                groups.stream().flatMap(g -> distributions(g).stream()).toList(),
                groups.stream()
                        .map(this::kindBlock)
                        .filter(block -> !block.rows().isEmpty())
                        .toList(),
                deviations(),
                RunFacts.data(runs),
                RunFacts.protocols(runs),
                RunFacts.configurations(groups, results::heading),
                RunFacts.provenance(runs),
                runs.stream().map(ReportBuilder::recordRow).toList(),
                List.copyOf(distinct(RunRecord::command)));
    }

    private String task() {
        String protocol = runs.getFirst().protocol().name();
        return protocol.endsWith("classification")
                ? "Classification"
                : protocol.startsWith(AFFINITY) ? AFFINITY : "Link prediction";
    }

    private SequencedSet<String> distinct(Function<RunRecord, String> value) {
        return runs.stream().map(value).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private String joined(Function<RunRecord, String> value) {
        return String.join(", ", distinct(value));
    }

    private List<Fact> facts() {
        List<Long> seeds =
                runs.stream().map(RunRecord::seed).distinct().sorted().toList();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Protocol", joined(run -> run.protocol().name())));
        if (!negatives().equals("none")) {
            facts.add(new Fact("Negatives", negatives()));
        }
        facts.addAll(List.of(
                new Fact(
                        "Visibility",
                        String.join("; ", distinct(run -> run.protocol().visibility()))),
                new Fact(seeds.size() == 1 ? "Seed" : "Seeds", Text.seeds(seeds).replaceFirst("seeds? ", "")),
                new Fact(
                        "Run",
                        runs.stream()
                                .map(run -> Text.instant(run.cost().started()))
                                .min(String::compareTo)
                                .orElse(""))));
        return facts;
    }

    /** Kinds of the tests' negatives, and what training draws against where that is not the usual. */
    private String negatives() {
        SequencedSet<String> kinds = new LinkedHashSet<>();
        for (String split : GridBuilder.testSplits(groups)) {
            kinds.add(FigureKey.of(runs.getFirst(), split, Measure.AP).negatives());
        }
        for (RunRecord run : runs) {
            String text = run.protocol().negatives();
            int training = text.indexOf(';');
            if (training >= 0) {
                kinds.add(text.substring(training + 1).strip());
            }
        }
        return kinds.isEmpty() ? joined(run -> run.protocol().negatives()) : String.join(", ", kinds);
    }

    private SeedRow seedRow(RunRecord run) {
        TrainingRecord training = run.training();
        boolean trained = training.stoppedEpoch() > 0;
        String reason = switch (training.stop()) {
            case NO_TRAINING -> "no training";
            case EARLY_STOPPING -> "early stopping";
            case EPOCH_LIMIT -> "limit of " + training.epochLimit() + " epochs";
            case TIME_LIMIT -> "time limit";
            case INTERRUPTED -> "interrupted";
        };
        return new SeedRow(
                results.heading(new RunGroup(List.of(run))),
                run.seed(),
                seedColumns.stream()
                        .map(m -> figure(run, m.split(), m.metric()))
                        .toList(),
                trained ? String.valueOf(training.bestEpoch()) : "–",
                trained ? String.valueOf(training.stoppedEpoch()) : "–",
                reason,
                Text.seconds(run.cost().wallSeconds()),
                training.caveat().orElse(""));
    }

    private static String figure(RunRecord run, String split, String metric) {
        OptionalDouble value = run.metric(split, metric);
        return value.isPresent() ? Text.percent(value.getAsDouble()) : "–";
    }

    private List<String> curveNotes() {
        SequencedSet<String> notes = new LinkedHashSet<>();
        SequencedSet<String> sources = new LinkedHashSet<>();
        String curve = TrainingRecord.curve(Measure.VALIDATION, Measure.AP);
        for (RunRecord run : runs) {
            List<Double> values = run.training().curves().getOrDefault(curve, List.of());
            reference.find(run).ifPresent(code -> {
                sources.add("Reference band: " + code.source() + ", " + Text.seeds(code.seeds()) + ".");
                OptionalDouble distance = code.band(curve).distance(values, FIRST_BAND_EPOCH);
                if (distance.isPresent()) {
                    notes.add(
                            run.label() + ": from epoch " + FIRST_BAND_EPOCH + " on, validation AP is never more than "
                                    + Text.percent(distance.getAsDouble()) + " points outside the reference band.");
                }
            });
        }
        notes.addAll(sources);
        return List.copyOf(notes);
    }

    private EpochTable epochTable(RunRecord run) {
        Map<String, List<Double>> curves = run.training().curves();
        List<List<String>> rows = new ArrayList<>();
        for (int epoch = 1; epoch <= run.training().stoppedEpoch(); epoch++) {
            List<String> cells = new ArrayList<>();
            cells.add(epoch + (epoch == run.training().bestEpoch() ? " (best)" : ""));
            for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
                double value = curve.getValue().get(epoch - 1);
                cells.add(
                        switch (curve.getKey()) {
                            case TrainingRecord.TRAIN_LOSS -> Text.fixed(value, 4);
                            case TrainingRecord.SECONDS -> Text.fixed(value, 2);
                            default -> Text.percent(value);
                        });
            }
            rows.add(cells);
        }
        List<String> columns = new ArrayList<>(List.of("epoch"));
        columns.addAll(curves.keySet());
        return new EpochTable(run.label(), columns, rows);
    }

    private TimeBlock timeBlock(RunGroup group) {
        int count = group.runs().size();
        Map<String, Double> phases = new LinkedHashMap<>();
        double wall = 0;
        for (RunRecord run : group.runs()) {
            wall += run.cost().wallSeconds() / count;
            run.cost().phaseSeconds().forEach((name, seconds) -> phases.merge(name, seconds / count, Double::sum));
        }
        double named = 0;
        for (double seconds : phases.values()) {
            named += seconds;
        }
        if (wall - named > LEAST_OTHER * wall) {
            phases.merge(OTHER_PHASE, wall - named, Double::sum);
        }
        double total = Math.max(wall, named);
        List<PhaseRow> rows = new ArrayList<>();
        phases.forEach((name, seconds) -> rows.add(new PhaseRow(
                rows.size() % 8,
                name,
                Text.seconds(seconds),
                total > 0 ? Text.fixed(100 * seconds / total, 1) : "0.0")));
        String mean = count > 1 ? " a run (mean of " + count + ")" : "";
        return new TimeBlock(
                results.heading(group), Text.seconds(total) + mean, Charts.stackedBar(phases.values()), rows);
    }

    private List<Distribution> distributions(RunGroup group) {
        RunRecord run = group.first();
        List<Distribution> list = new ArrayList<>();
        for (ScoreHistogram scores : run.histograms()) {
            if (scores.split().endsWith(Measure.TEST)) {
                String counts = Text.count(sum(scores.positives())) + " positives, "
                        + Text.count(sum(scores.negatives())) + " negatives";
                list.add(new Distribution(
                        results.heading(group) + ", " + scores.split(),
                        "seed " + run.seed() + ": " + counts,
                        Charts.histogram(scores)));
            }
        }
        return list;
    }

    private static long sum(List<Integer> counts) {
        return counts.stream().mapToLong(Integer::longValue).sum();
    }

    private KindBlock kindBlock(RunGroup group) {
        List<KindRow> rows = new ArrayList<>();
        for (String kind : KINDS) {
            List<Double> values = group.values(Measure.TEST, kind, Measure.AP);
            if (!values.isEmpty()) {
                long positives = group.first().metrics().stream()
                        .filter(m -> m.split().equals(Measure.TEST)
                                && m.subset().equals(kind)
                                && m.metric().equals(Measure.AP))
                        .mapToLong(Measure::positives)
                        .findFirst()
                        .orElse(0);
                double mean = Statistics.mean(values);
                rows.add(new KindRow(
                        kind,
                        Text.count(positives),
                        Text.percent(mean, Statistics.standardDeviation(values)),
                        Charts.fractionBar(mean)));
            }
        }
        return new KindBlock(results.heading(group), group.caveat().orElse(""), rows);
    }

    private List<DeviationRow> deviations() {
        SequencedSet<DeviationRow> rows = new LinkedHashSet<>();
        for (RunGroup group : groups) {
            for (RunRecord run : group.runs()) {
                for (Deviation deviation : run.deviations()) {
                    rows.add(new DeviationRow(
                            results.heading(group), deviation.what(), deviation.published(), deviation.here()));
                }
            }
        }
        return List.copyOf(rows);
    }

    private static RecordRow recordRow(RunRecord run) {
        CostRecord cost = run.cost();
        return new RecordRow(
                run.model().name() + " on " + run.data().name(),
                run.seed(),
                run.scoreDigest(),
                Text.instant(cost.started()),
                Text.seconds(cost.wallSeconds()),
                Text.mebibytes(cost.peakHeapBytes()),
                String.valueOf(run.provenance().threads()));
    }
}
