package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.synthetic.DictionaryLookup;
import io.tgl.eval.train.LookupTrainer;
import io.tgl.models.snapshot.LookupNetwork;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl lookup}: the task that tells static from dynamic attention. */
@Command(
        name = "lookup",
        description = {
            "DictionaryLookup (Brody et al., ICLR 2022), trained as published: GATv2 with one head learns it, GAT with one"
                    + " head does not.",
            "Test graphs hold pairs of a key and a value that no training graph has."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl lookup --keys 10", "  tgl lookup --keys 5 --model gatv2 --epochs 200 --dropout 0"})
final class LookupCommand implements Callable<Integer> {
    /** Models with one attention head. */
    enum Attention {
        /** Ranks the sources alike for all targets. */
        GAT,
        /** Ranks them for each target. */
        GATV2
    }

    @Option(names = "--keys", paramLabel = "K", description = "Keys of a dictionary (default: ${DEFAULT-VALUE}).")
    private int keys = 10;

    @Option(names = "--width", paramLabel = "D", description = "Width of the layer (default: ${DEFAULT-VALUE}).")
    private int width = 128;

    @Option(names = "--model", paramLabel = "MODEL", split = ",", description = "gatv2, gat (default: both).")
    private List<Attention> models = List.of(Attention.GATV2, Attention.GAT);

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most (default: ${DEFAULT-VALUE}).")
    private int epochs = 1000;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share of the layer's output dropped in training (default: ${DEFAULT-VALUE}, as published).")
    private double dropout = LookupTrainer.DROPOUT;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed (default: ${DEFAULT-VALUE}, that of the published program).")
    private int seed = 11;

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (width < 1 || width > 4096 || epochs < 1) {
            throw InvalidInput.at("--width and --epochs", "1 to 4096, at least 1", width + ", " + epochs);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw InvalidInput.at("--dropout", "a share from 0, below 1", dropout);
        }
        Compute compute = computing.compute();
        DictionaryLookup task = DictionaryLookup.of(keys, seed);
        Interrupt.watch();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d keys: %d graphs to learn from, %d to test on; chance %.1f %%%n",
                keys,
                task.training().length,
                task.test().length,
                100.0 / keys);
        for (Attention model : models) {
            long start = System.nanoTime();
            LookupNetwork network = new LookupNetwork(keys, width, model == Attention.GATV2, seed, compute.kernels());
            LookupTrainer.Result result = new LookupTrainer(
                            task,
                            epochs,
                            dropout,
                            compute,
                            reached -> tell(network.name(), reached),
                            Interrupt::requested)
                    .run(network, seed);
            out.printf(
                    Locale.ROOT,
                    "%-6s 1 head, width %d: training %.2f %%, test %.2f %% after %d epochs, %.1f s%n",
                    network.name(),
                    width,
                    100 * result.training(),
                    100 * result.test(),
                    result.epochs(),
                    (System.nanoTime() - start) * 1e-9);
            out.flush();
        }
        return ExitCode.OK;
    }

    private void tell(String model, LookupTrainer.Result reached) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%s, epoch %d of at most %d: training %.2f %%, test %.2f %%%n",
                model,
                reached.epochs(),
                epochs,
                100 * reached.training(),
                100 * reached.test());
        err.flush();
    }
}
