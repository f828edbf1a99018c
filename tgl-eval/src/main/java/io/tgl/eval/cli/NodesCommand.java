package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.GraphDatasets;
import io.tgl.eval.protocol.PlanetoidRun;
import io.tgl.eval.protocol.StaticModel;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl nodes}: classes of the nodes of a static graph. */
@Command(
        name = "nodes",
        description = {
            "Classifies the nodes of a static graph with a fixed split, trained as published, beside published figures.",
            "Data: cora, citeseer, or the prefix of PREFIX_nodes.csv (id,label,split,features) and PREFIX_edges.csv (u,v)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl nodes --data cora --model gat --seeds 20",
            "  tgl nodes --data citeseer --model gcn,gat,gatv2 --seeds 20 --out runs/citeseer"
        })
final class NodesCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "GRAPH",
            required = true,
            description = "A name, or the prefix of two files.")
    private String data = "";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            split = ",",
            description = "gcn, gat, gatv2, or several (default: gat).")
    private List<StaticModel> models = List.of(StaticModel.GAT);

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs at most (default: as published: 200 for gcn, 100,000 for the others).")
    private int epochs = Integer.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: 0).")
    private long seed;

    @Option(names = "--seeds", paramLabel = "N", description = "So many seeds from it on (default: ${DEFAULT-VALUE}).")
    private int seeds = 1;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (seeds < 1 || epochs < 1) {
            throw InvalidInput.at("--seeds and --epochs", "at least 1", seeds + ", " + epochs);
        }
        if (output.wantsScores()) {
            throw InvalidInput.at("--scores", "scores of links, which there are none of here", "--scores");
        }
        Compute compute = computing.compute();
        Path folder = output.check("nodes-" + DataNames.plain(data));
        PlanetoidRun runs = new PlanetoidRun(GraphDatasets.load(data), compute);
        OutputPlaces.makeFolder("--out", folder);
        Interrupt.watch();
        long start = System.nanoTime();
        List<RunRecord> records = new ArrayList<>();
        for (StaticModel model : models) {
            for (long s = seed; s < seed + seeds; s++) {
                RunRecord record = runs.run(model, s, epochs, command(model, s), Interrupt::requested);
                RunRecords.write(RunFiles.in(folder, model.title(), s).record(), record);
                records.add(record);
                tell(record, records.size(), (System.nanoTime() - start) * 1e-9);
            }
        }
        output.conclude(records, folder, spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private void tell(RunRecord record, int done, double seconds) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%s: %d epochs, test accuracy %.2f, %.1f s, about %.0f s left%n",
                record.label(),
                record.training().stoppedEpoch(),
                100 * record.metric(Measure.TEST, PlanetoidRun.ACCURACY).orElse(0),
                record.cost().wallSeconds(),
                seconds / done * (models.size() * seeds - done));
    }

    private String command(StaticModel model, long s) {
        List<String> words = new ArrayList<>(
                List.of("tgl", "nodes", "--data", data, "--model", model.title(), "--seed", Long.toString(s)));
        if (epochs < model.epochs()) {
            words.addAll(List.of("--epochs", Integer.toString(epochs)));
        }
        return ShellWords.join(words);
    }
}
