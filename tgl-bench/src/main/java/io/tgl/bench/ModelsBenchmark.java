package io.tgl.bench;

import io.tgl.models.registry.ModelPresets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A training epoch of each model on UCI with its best published settings ({@link TrainingCost}) beside the PyTorch
 * reference's on two cores of the same kind. A model more is a line more.
 */
public final class ModelsBenchmark {
    private static final List<Row> ROWS = List.of(
            new Row("jodie", 3.9, 8, 2048),
            new Row("dyrep", 8.2, 8, 2048),
            new Row("tgn", 24, 8, 2048),
            new Row("tgat", 625, 30, 2048),
            new Row("graphmixer", 258, 6, 2048),
            new Row("tcl", 140, 2, 2048, 8, true),
            new Row("dygformer", 285, 3, 2048, 10, true),
            new Row("cawn", 2_090, 6, 2048, 16, true),
            Row.withoutReference("nat", 1),
            Row.withoutReference("tpnet", 8));

    private ModelsBenchmark() {}

    /**
     * A model.
     *
     * @param name in the registry
     * @param referenceSeconds an epoch of the reference, NaN where none was measured
     * @param factor how many times faster an epoch must be
     * @param heap MiB that must suffice
     * @param every 1, or the distance of the batches that stand for the epoch
     * @param separate whether the factor of separate draws stands beside
     */
    private record Row(String name, double referenceSeconds, double factor, double heap, int every, boolean separate) {
        Row(String name, double referenceSeconds, double factor, double heap) {
            this(name, referenceSeconds, factor, heap, 1, false);
        }

        static Row withoutReference(String name, int every) {
            return new Row(name, Double.NaN, Double.NaN, 2048, every, false);
        }

        List<Figure> figures() {
            Map<String, String> options = ModelPresets.supported(name, "uci", "random");
            TrainingCost cost = TrainingCost.of(name, options, every);
            String at = name.toUpperCase(Locale.ROOT) + ", ";
            List<Figure> figures = new ArrayList<>();
            figures.add(new Figure(
                    at + "one training epoch on UCI", cost.seconds(), "s", referenceSeconds / factor, false));
            if (!Double.isNaN(referenceSeconds)) {
                figures.add(new Figure(at + "an epoch of the reference", referenceSeconds, "s", Double.NaN, false));
                figures.add(new Figure(
                        at + "times faster than the reference", referenceSeconds / cost.seconds(), "x", factor, true));
            }
            if (separate) {
                Map<String, String> apart = new LinkedHashMap<>(options);
                apart.put("shared-draws", "separate");
                double seconds = TrainingCost.seconds(name, apart, 2 * every);
                figures.add(new Figure(
                        at + "times faster, separate draws", referenceSeconds / seconds, "x", Double.NaN, true));
            }
            figures.add(new Figure(at + "dense products an epoch", cost.gigaOperations(), "GFLOP", Double.NaN, false));
            figures.add(new Figure(
                    at + "dense rate at 500 x 444 x 516 now", cost.denseRate(), "GFLOP/s", Double.NaN, true));
            figures.add(new Figure(at + "share of it reached", 100 * cost.shareOfDenseRate(), "%", Double.NaN, true));
            cost.phases()
                    .forEach((phase, share) ->
                            figures.add(new Figure(at + "phase: " + phase, 100 * share, "%", Double.NaN, false)));
            figures.add(new Figure(at + "peak heap", cost.peakHeap(), "MiB", heap, false));
            figures.add(new Figure(
                    at + "heap limit of this run", Runtime.getRuntime().maxMemory() / 1048576.0, "MiB", heap, false));
            return figures;
        }
    }

    /** "models" = all of them, "models/NAME" = one. */
    static Map<String, List<Supplier<List<Figure>>>> groups() {
        Map<String, List<Supplier<List<Figure>>>> groups = new LinkedHashMap<>();
        groups.put(
                "models",
                ROWS.stream().<Supplier<List<Figure>>>map(row -> row::figures).toList());
        for (Row row : ROWS) {
            groups.put("models/" + row.name, List.of(row::figures));
        }
        return groups;
    }

    /** TGN alone, in a heap of at most 1 GiB. */
    static List<Figure> tgn() {
        return new Row("tgn", 24, 8, 1024).figures();
    }
}
