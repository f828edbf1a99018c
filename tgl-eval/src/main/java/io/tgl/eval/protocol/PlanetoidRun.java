package io.tgl.eval.protocol;

import io.tgl.core.base.Provenance;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.GraphDataset;
import io.tgl.datasets.format.LabeledGraph;
import io.tgl.eval.record.CostRecord;
import io.tgl.eval.record.DataRecord;
import io.tgl.eval.record.Deviation;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ModelRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.TrainingRecord;
import io.tgl.eval.train.NodeClassTrainer;
import io.tgl.eval.train.ScoreDigest;
import io.tgl.models.snapshot.NodeClassifier;
import io.tgl.models.snapshot.NodeGraph;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Runs of static models on one graph with its fixed split (Yang et al., ICML 2016), from the data to the run record. */
public final class PlanetoidRun {
    /** Metric: fraction of nodes whose class is right. */
    public static final String ACCURACY = "accuracy";

    private static final String PROTOCOL = "Planetoid node classification";
    private static final String DESCRIPTION =
            "Classes of the nodes of one static graph, fixed split; the whole graph in"
                    + " each step; accuracy without dropout, of the epoch that the model's published rule keeps";

    private final GraphDataset data;
    private final NodeGraph input;
    private final Compute compute;

    /** Prepares the graph. */
    public PlanetoidRun(GraphDataset data, Compute compute) {
        LabeledGraph graph = data.graph();
        this.data = data;
        this.input = new NodeGraph(graph.features().rowsDividedBySum(), graph.edges(), graph.classes());
        this.compute = compute;
    }

    /**
     * Trains and tests a fresh model.
     *
     * @param epochs at most
     * @param command what runs it again
     * @param interrupted polled before each epoch
     */
    public RunRecord run(StaticModel kind, long seed, int epochs, String command, BooleanSupplier interrupted) {
        LabeledGraph graph = data.graph();
        String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        long start = System.nanoTime();
        NodeClassifier model = kind.build(input, seed, compute.kernels());
        NodeClassTrainer.Settings settings = kind.training(epochs);
        NodeClassTrainer.Result result = new NodeClassTrainer(graph, settings, compute, interrupted).run(model);
        double seconds = (System.nanoTime() - start) * 1e-9;
        ScoreDigest digest = new ScoreDigest();
        digest.add(result.logits());
        Map<String, Integer> split = new LinkedHashMap<>();
        split.put("training", graph.training().length);
        split.put(Measure.VALIDATION, graph.validation().length);
        split.put(Measure.TEST, graph.test().length);
        Runtime jvm = Runtime.getRuntime();
        return new RunRecord(
                RunRecord.FORMAT,
                Provenance.current(compute.kernels().name(), compute.workers().threads()),
                data(),
                new ProtocolRecord(PROTOCOL, DESCRIPTION, "none", "the whole graph", graph.training().length, split),
                new ModelRecord(model.name(), model.parameters().count(), kind.configuration()),
                seed,
                training(kind, result, settings.epochs()),
                List.of(
                        accuracy(Measure.VALIDATION, result.logits(), graph.validation()),
                        accuracy(Measure.TEST, result.logits(), graph.test())),
                digest.hex(),
                List.of(),
                new CostRecord(started, seconds, Map.of("training", seconds), jvm.totalMemory() - jvm.freeMemory()),
                command,
                settings.epochs() < kind.epochs()
                        ? List.of(new Deviation("epochs", "up to " + kind.epochs(), "up to " + settings.epochs()))
                        : List.of());
    }

    private Measure accuracy(String split, float[] logits, int[] nodes) {
        return Measure.of(split, ACCURACY, NodeClassTrainer.accuracy(logits, data.graph(), nodes), nodes.length);
    }

    private static TrainingRecord training(StaticModel kind, NodeClassTrainer.Result result, int limit) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(TrainingRecord.TRAIN_LOSS, result.losses());
        curves.put(TrainingRecord.curve(Measure.VALIDATION, ACCURACY), result.validationAccuracies());
        return new TrainingRecord(
                result.keptEpoch(),
                result.losses().size(),
                limit,
                kind.epochs(),
                kind.patience(),
                result.stop(),
                curves);
    }

    private DataRecord data() {
        return new DataRecord(
                data.name(),
                data.sha256(),
                data.graph().nodes(),
                data.graph().first().length,
                0,
                0,
                0,
                "none",
                data.graph().features().columns(),
                0,
                data.source(),
                data.citation(),
                data.license(),
                "");
    }
}
