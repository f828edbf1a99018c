package io.tgl.eval.report;

import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.report.GridModel.CostRow;
import io.tgl.eval.report.GridModel.Row;
import io.tgl.eval.report.GridModel.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedSet;

/** The tables of a grid: every model on every data set beside the published figures, and what the runs took. */
final class GridBuilder {
    private static final double FAR = 2;

    private final List<RunGroup> groups;
    private final List<TestBatches> batches;
    private final PublishedResults published;
    private final ReferenceCurves reference;

    GridBuilder(
            List<RunGroup> groups, List<TestBatches> batches, PublishedResults published, ReferenceCurves reference) {
        this.groups = groups;
        this.batches = batches;
        this.published = published;
        this.reference = reference;
    }

    GridModel build() {
        boolean severalData = byData(groups).size() > 1;
        if (groups.size() < 2 || (groups.size() == 2 && !severalData && batches.isEmpty())) {
            return GridModel.EMPTY;
        }
        return new GridModel(
                tables(),
                costs(),
                new RankTables(groups, published).build(),
                new PairedTables(groups, batches).build());
    }

    /** Groups by data set and name of the test set, both in order of appearance. */
    private List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        SequencedSet<String> splits = testSplits(groups);
        byData(groups).forEach((data, ofData) -> {
            for (String split : splits) {
                List<RunGroup> having = ofData.stream()
                        .filter(g -> !g.values(split, Measure.ALL, Measure.AP).isEmpty())
                        .toList();
                if (!having.isEmpty()) {
                    tables.add(table(data, split, having));
                }
            }
        });
        return tables;
    }

    static Map<String, List<RunGroup>> byData(List<RunGroup> groups) {
        Map<String, List<RunGroup>> byData = new LinkedHashMap<>();
        groups.forEach(g -> byData.computeIfAbsent(g.first().data().name(), _ -> new ArrayList<>())
                .add(g));
        return byData;
    }

    /** Names of all test sets with an AP; those with the usual negatives in front. */
    static SequencedSet<String> testSplits(List<RunGroup> groups) {
        SequencedSet<String> splits = new LinkedHashSet<>();
        groups.stream()
                .flatMap(g -> g.wholeSplitFigures().stream())
                .filter(m -> m.metric().equals(Measure.AP) && m.split().endsWith(Measure.TEST))
                .map(Measure::split)
                .distinct()
                .sorted(Comparator.comparingInt(GridBuilder::order))
                .forEach(splits::add);
        return splits;
    }

    /** Random negatives before historical and inductive ones, all nodes before new ones. */
    static int order(String split) {
        int negatives = split.startsWith("historical") ? 2 : split.startsWith("inductive") ? 4 : 0;
        return negatives + (split.endsWith(Measure.NEW_NODE_TEST) ? 1 : 0);
    }

    /** "test AP, historical negatives". */
    static String heading(RunRecord run, String split) {
        FigureKey key = FigureKey.of(run, split, Measure.AP);
        return key.split() + " AP, " + key.negatives() + " negatives";
    }

    private Table table(String data, String split, List<RunGroup> ofData) {
        double highest = ofData.stream()
                .mapToDouble(g -> Statistics.mean(g.values(split, Measure.ALL, Measure.AP)))
                .max()
                .orElse(0);
        String note = ofData.stream()
                .flatMap(g -> g.incomparable().stream())
                .findFirst()
                .map(why -> "Learned models: " + why + ".")
                .orElse("");
        return new Table(
                data,
                heading(ofData.getFirst().first(), split),
                note,
                ofData.stream().map(g -> row(g, split, highest)).toList());
    }

    private Row row(RunGroup group, String split, double highest) {
        List<Double> values = group.values(split, Measure.ALL, Measure.AP);
        double mean = Statistics.mean(values);
        Optional<PublishedResult> known = published
                .find(FigureKey.of(group.first(), split, Measure.AP))
                .filter(_ -> group.incomparable().isEmpty());
        OptionalDouble z = known.map(p -> p.z(mean, values.size())).orElse(OptionalDouble.empty());
        return new Row(
                group.model(),
                String.valueOf(values.size()),
                Text.percent(mean, Statistics.standardDeviation(values)),
                mean == highest && group.first().data().caveat().isEmpty(),
                group.caveat().orElse(""),
                known.map(p -> Text.percent(p.mean(), p.standardDeviation())).orElse(""),
                known.map(p -> Text.signed(100 * (mean - p.mean()))).orElse(""),
                signed(known.map(p -> p.inDeviations(mean)).orElse(OptionalDouble.empty())),
                signed(z),
                z.isPresent() && Math.abs(z.getAsDouble()) > FAR,
                group.incomparable().isPresent() ? "" : referenceText(group, split));
    }

    private static String signed(OptionalDouble value) {
        return value.isPresent() ? Text.signed(value.getAsDouble()) : "";
    }

    /** The reference code's last tests; of a run that was cut, or where that code was, validation at equal epoch. */
    private String referenceText(RunGroup group, String split) {
        Optional<ReferenceCurves.Curves> code = reference.find(group.first());
        if (code.isEmpty()) {
            return "";
        }
        boolean cut = group.runs().stream().anyMatch(run -> run.training().isShort());
        List<Double> tests = code.get().lastTests(split, Measure.AP).stream()
                .map(ReferenceCurves.LastTest::value)
                .toList();
        if (code.get().complete() && !cut) {
            return tests.isEmpty() ? "" : Text.range(tests);
        }
        boolean newNodes = split.endsWith(Measure.NEW_NODE_TEST);
        String curve = TrainingRecord.curve(newNodes ? Measure.NEW_NODE_VALIDATION : Measure.VALIDATION, Measure.AP);
        return split.equals(Measure.TEST) || split.equals(Measure.NEW_NODE_TEST)
                ? new EqualEpoch(reference)
                        .of(group, curve)
                        .map(c -> c.curve() + ", epoch " + c.epoch() + ": " + c.code() + ", ours " + c.ours())
                        .orElse("")
                : "";
    }

    private List<CostRow> costs() {
        return groups.stream().map(GridBuilder::cost).toList();
    }

    private static CostRow cost(RunGroup group) {
        List<RunRecord> runs = group.runs();
        List<Double> seconds = runs.stream()
                .flatMap(run -> run.training().curves().getOrDefault(TrainingRecord.SECONDS, List.of()).stream())
                .toList();
        double epochs = runs.stream()
                .mapToInt(run -> run.training().stoppedEpoch())
                .average()
                .orElse(0);
        return new CostRow(
                runs.getFirst().data().name(),
                group.model(),
                epochs == 0 ? "" : Text.fixed(epochs, epochs == Math.rint(epochs) ? 0 : 1),
                seconds.isEmpty() ? "" : Text.seconds(Statistics.mean(seconds)),
                Text.seconds(runs.stream()
                        .mapToDouble(run -> run.cost().wallSeconds())
                        .average()
                        .orElse(0)),
                Text.mebibytes(runs.stream()
                        .mapToLong(run -> run.cost().peakHeapBytes())
                        .max()
                        .orElse(0)));
    }
}
