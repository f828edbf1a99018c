package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl affinity}: node affinity prediction. */
@Command(
        name = "affinity",
        description = {
            "Predicts how each active node's next period is shared among the destinations (classes), by NDCG@10.",
            "Labels are derived from the events: share of a node's events of a period that go to each destination.",
            "A grid that goes on where it stopped when it is called again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl affinity --data uci --period 1d --model persistent,moving-average,message-average",
            "  tgl affinity --data wikipedia,uci --model persistent,tgb-tgn,tgnv2 --seeds 3",
            "  tgl affinity --data uci --model tgnv2 --preset none --set tgnv2.learning-rate=0.001 --epochs 20",
            "  tgl affinity --data uci --period 1d --model moving-average --set moving-average.window=3"
        })
final class AffinityCommand implements Callable<Integer> {
    @Mixin
    private AffinityOptions options = new AffinityOptions();

    @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0 to N - 1 (default: ${DEFAULT-VALUE}).")
    private int seeds = 1;

    @Option(names = "--seed", paramLabel = "N", description = "This seed alone.")
    private @Nullable Long seed;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw InvalidInput.at("--seeds", "at least 1", seeds);
        }
        if (output.wantsScores()) {
            throw InvalidInput.at("--scores", "no file of scores of node affinity", "one");
        }
        options.models().forEach(options::settings);
        options.training(0);
        List<String> data = options.dataNames();
        Compute compute = computing.compute();
        Path folder = output.check("affinity-" + (data.size() == 1 ? DataNames.plain(data.getFirst()) : "grid"));
        List<Long> chosen = seed == null ? LongStream.range(0, seeds).boxed().toList() : List.of(seed);
        PrintWriter err = spec.commandLine().getErr();
        AffinityGrid grid = new AffinityGrid(chosen, err);
        for (String name : data) {
            Path own = data.size() == 1 ? folder : folder.resolve(DataNames.plain(name));
            grid.run(options.on(name), compute, own);
        }
        if (!grid.records().isEmpty()) {
            output.conclude(grid.records(), folder, spec.commandLine().getOut());
        }
        grid.failures().forEach(failure -> err.println("failed: " + failure));
        return grid.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
