package io.tgl.eval.report;

import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.StopReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs that differ in nothing but their seed: what a mean may be taken over.
 *
 * @param runs at least one, in ascending order of seed
 */
public record RunGroup(List<RunRecord> runs) {
    private static final String EDGE_BANK = "EdgeBank";

    /** Copies and sorts the runs. */
    public RunGroup {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("runs: expected at least one, found none");
        }
        runs = runs.stream().sorted((a, b) -> Long.compare(a.seed(), b.seed())).toList();
    }

    /** What is equal within a group. */
    private record Identity(Object model, Object data, Object protocol, int epochLimit) {}

    /** Groups runs, in the order of their first appearance. */
    public static List<RunGroup> of(List<RunRecord> runs) {
        Map<Identity, List<RunRecord>> groups = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            Map<String, String> configuration = new LinkedHashMap<>(run.model().configuration());
            configuration.remove("seed");
            configuration.put("model", run.model().name());
            Identity identity = new Identity(
                    configuration, run.data(), run.protocol(), run.training().epochLimit());
            groups.computeIfAbsent(identity, _ -> new ArrayList<>()).add(run);
        }
        return groups.values().stream().map(RunGroup::new).toList();
    }

    /** The run with the smallest seed: stands for what all have in common. */
    public RunRecord first() {
        return runs.getFirst();
    }

    /** Name of the model. */
    public String model() {
        return first().model().name();
    }

    /** Name of the model without the mode of a heuristic that has several. */
    public String family() {
        return model().startsWith(EDGE_BANK) ? EDGE_BANK : model();
    }

    /** Why the figures must not be compared, if that is so for any of the runs. */
    public Optional<String> caveat() {
        return runs.stream()
                .flatMap(run -> run.training().caveat().stream())
                .findFirst()
                .or(this::incomparable);
    }

    /** Why the data do not allow figures of this model to be compared with published ones, if that is so. */
    public Optional<String> incomparable() {
        boolean learned = first().training().stop() != StopReason.NO_TRAINING;
        return Optional.of(first().data().caveat()).filter(why -> learned && !why.isEmpty());
    }

    /** Every (split, metric) over a whole split that any run has, in the order of the records; the values are of one run. */
    public List<Measure> wholeSplitFigures() {
        Map<String, Measure> figures = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            for (Measure measure : run.metrics()) {
                if (measure.subset().equals(Measure.ALL)) {
                    figures.putIfAbsent(measure.label(), measure);
                }
            }
        }
        return List.copyOf(figures.values());
    }

    /** The values of a figure, in order of seed; runs that do not have it are left out. */
    public List<Double> values(String split, String subset, String metric) {
        List<Double> values = new ArrayList<>();
        for (RunRecord run : runs) {
            run.metric(split, subset, metric).ifPresent(values::add);
        }
        return values;
    }
}
