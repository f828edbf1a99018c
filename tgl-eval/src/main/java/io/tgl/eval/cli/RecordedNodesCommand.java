package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.GraphDataset;
import io.tgl.datasets.catalog.GraphDatasets;
import io.tgl.eval.protocol.PlanetoidRun;
import io.tgl.eval.protocol.StaticModel;
import io.tgl.eval.record.RunRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command {@code tgl nodes ...} in a run record. */
@Command
final class RecordedNodesCommand {
    private static final List<String> NODES = List.of("tgl", "nodes");

    @Option(names = "--data", required = true)
    private String data = "";

    @Option(names = "--model", required = true)
    private StaticModel model = StaticModel.GCN;

    @Option(names = "--seed", required = true)
    private long seed;

    @Option(names = "--epochs")
    private int epochs = Integer.MAX_VALUE;

    private RecordedNodesCommand() {}

    /**
     * Reads that of a record; empty if another command made it.
     *
     * @param data where the graph is, if not where the record says
     * @param where name of the record, for messages
     */
    static Optional<RecordedNodesCommand> of(RunRecord record, @Nullable String data, String where) {
        List<String> words = ShellWords.split(record.command());
        if (words.size() < 2 || !words.subList(0, 2).equals(NODES)) {
            return Optional.empty();
        }
        RecordedNodesCommand command = new RecordedNodesCommand();
        try {
            new CommandLine(command)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(words.subList(2, words.size()).toArray(String[]::new));
        } catch (ParameterException e) {
            throw new InvalidInput(
                    where + ", command: expected options of tgl nodes that decide its result, found " + record.command()
                            + " (" + e.getMessage() + ")",
                    e);
        }
        if (data != null) {
            command.data = data;
        }
        return Optional.of(command);
    }

    /** Trains and tests the model again. */
    RunRecord runAgain(RunRecord recorded, Compute compute) {
        GraphDataset graph = GraphDatasets.load(data);
        ReproduceCommand.checkSame(recorded, graph.name(), graph.sha256());
        Interrupt.watch();
        return new PlanetoidRun(graph, compute).run(model, seed, epochs, recorded.command(), Interrupt::requested);
    }
}
