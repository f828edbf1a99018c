package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.FormatVersion;
import io.tgl.core.io.Npz;
import io.tgl.core.io.StoredArray;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.split.HeldOutNodes;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTable;
import io.tgl.eval.task.LinkTask;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl data split}: the protocol's parts and negatives for other programs. */
@Command(
        name = "split",
        description = "Writes the DyGLib protocol's parts, held-out nodes and negatives of a data set as NumPy arrays.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl data split --data uci --out uci_split.npz", "The arrays: docs/exchange-with-python.md"})
final class DataSplitCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The archive to write (.npz).")
    private Path out = Path.of("split.npz");

    @Option(names = "--batch-size", paramLabel = "N", description = "Events a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = DyglibProtocol.BATCH_SIZE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        OutputPlaces.checkFile("--out", out);
        if (batchSize < 1) {
            throw InvalidInput.at("--batch-size", "at least 1", batchSize);
        }
        EventStream all = data.load().events();
        EventStream events = all.shiftedBy(all.time(0));
        NegativeChoice negatives = NegativeChoice.PUBLISHED.tested(List.of(NegativeKind.values()));
        LinkTask task = DyglibProtocol.task(events, batchSize, negatives, Workers.single());
        Map<String, StoredArray> arrays = arrays(events, task);
        Npz.write(out, arrays);
        arrays.forEach(
                (name, array) -> spec.commandLine().getOut().println(name + " " + Arrays.toString(array.shape())));
        return ExitCode.OK;
    }

    /** Ids and rows as in the published library's Python: nodes from 1, rows of events from 0, times in seconds. */
    private static Map<String, StoredArray> arrays(EventStream events, LinkTask task) {
        HeldOutNodes heldOut = HeldOutNodes.draw(ChronologicalSplit.of(events));
        double secondsPerTick = events.granularity().seconds();
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        arrays.put("format_version", StoredArray.of(new long[] {Long.parseLong(FormatVersion.CURRENT)}, 1));
        arrays.put("src", ids(events.sources()));
        arrays.put("dst", ids(events.destinations()));
        arrays.put(
                "time",
                floats(Arrays.stream(events.times())
                        .mapToDouble(t -> t * secondsPerTick)
                        .toArray()));
        arrays.put("held_out", ids(heldOut.heldOut().stream().toArray()));
        arrays.put("train", rows(events, task.training()));
        for (EvaluationSet set : EvaluationSet.values()) {
            if (set.negatives() == NegativeKind.RANDOM) {
                arrays.put(name(set), rows(events, task.table(set).events()));
            }
        }
        for (EvaluationSet set : EvaluationSet.values()) {
            putNegatives(arrays, name(set), task.table(set));
        }
        return arrays;
    }

    /** "val", "test" and "new_node_..." for random negatives, "historical_..." and "inductive_..." in front for others. */
    private static String name(EvaluationSet set) {
        String kind =
                set.negatives() == NegativeKind.RANDOM ? "" : set.negatives().label() + "_";
        return kind + (set.newNodes() ? "new_node_" : "") + (set.isTest() ? "test" : "val");
    }

    private static void putNegatives(Map<String, StoredArray> arrays, String name, LinkTable table) {
        int[] source = new int[table.events().size()];
        int[] destination = new int[source.length];
        for (int i = 0; i < source.length; i++) {
            source[i] = table.source()[table.negativeRow(i)];
            destination[i] = table.destination()[table.negativeRow(i)];
        }
        arrays.put(name + "/src", ids(source));
        arrays.put(name + "/dst", ids(destination));
    }

    /** Rows of the part's events in the whole; both ascend by event id. */
    private static StoredArray rows(EventStream events, EventStream part) {
        long[] rows = new long[part.size()];
        int row = 0;
        for (int i = 0; i < rows.length; i++) {
            while (events.eventId(row) != part.eventId(i)) {
                row++;
            }
            rows[i] = row;
        }
        return StoredArray.of(rows, rows.length);
    }

    private static StoredArray ids(int[] nodes) {
        return StoredArray.of(Arrays.stream(nodes).mapToLong(v -> v + 1L).toArray(), nodes.length);
    }

    private static StoredArray floats(double[] values) {
        return StoredArray.of(values, values.length);
    }
}
