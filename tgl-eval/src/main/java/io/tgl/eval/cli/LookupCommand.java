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
        description =
                "DictionaryLookup (Brody et al., ICLR 2022): GATv2 with one head solves it, GAT with one head cannot.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl lookup --keys 10", "  tgl lookup --keys 5 --model gatv2 --epochs 200"})
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

    @Option(names = "--seed", paramLabel = "N", description = "The seed (default: 0).")
    private int seed;

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (width < 1 || width > 4096 || epochs < 1) {
            throw InvalidInput.at("--width and --epochs", "1 to 4096, at least 1", width + ", " + epochs);
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
            LookupTrainer.Result result =
                    new LookupTrainer(task, epochs, compute, Interrupt::requested).run(network, seed);
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
}
