package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativesFile;
import io.tgl.eval.negative.StoredNegatives;
import io.tgl.eval.negative.TgbNegatives;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.eval.split.ChronologicalSplit;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl negatives verify}. */
@Command(
        name = "verify",
        description = {
            "Checks that a file holds a list for every validation and test event of the data, no list with its own positive,"
                    + " no unknown node; with --generate also that the lists are what their label says.",
            "Exits with 1 at the first fault, naming it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = "  tgl negatives verify wikipedia-negatives.arrow --data wikipedia --generate")
final class NegativesVerifyCommand implements Callable<Integer> {
    private static final Pattern LABEL = Pattern.compile("(hist_rnd|rnd), (\\d{1,9}) a positive, seed (\\d{1,9})");

    @Parameters(paramLabel = "FILE", description = "Stored negatives (Arrow).")
    private Path file = Path.of("");

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--generate", description = "Draw the lists again and compare them one by one, as sets.")
    private boolean generate;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Dataset dataset = data.load();
        ChronologicalSplit split = TgbProtocol.split(dataset.events());
        NegativesFile.Content content =
                NegativesFile.read(file, dataset.events().nodeCount());
        content.requireData(file.toString(), dataset.sha256());
        requireAll(file.toString(), split, content.lists());
        if (generate) {
            compare(content, split);
        }
        NegativesFacts.print(spec.commandLine().getOut(), content.label(), content.lists());
        spec.commandLine().getOut().println(generate ? "complete and equal to drawn ones" : "complete");
        return ExitCode.OK;
    }

    /** Refuses negatives that do not cover validation and test. */
    static void requireAll(String where, ChronologicalSplit split, List<StoredNegatives> lists) {
        of(where, lists, StoredNegatives.VALIDATION).requireAll(where, split.validation());
        of(where, lists, StoredNegatives.TEST).requireAll(where, split.test());
    }

    private static StoredNegatives of(String where, List<StoredNegatives> all, String split) {
        return all.stream()
                .filter(lists -> lists.split().equals(split))
                .findFirst()
                .orElseThrow(() -> InvalidInput.at(
                        where,
                        "lists of the split " + split,
                        "only " + all.stream().map(StoredNegatives::split).toList()));
    }

    private void compare(NegativesFile.Content content, ChronologicalSplit split) {
        Matcher label = LABEL.matcher(content.label());
        if (!label.matches()) {
            throw InvalidInput.at(
                    file + ", --generate",
                    "a label such as " + TgbNegatives.label("hist_rnd", 20, 42),
                    content.label());
        }
        List<StoredNegatives> drawn = TgbProtocol.generate(
                split, label.group(1), Integer.parseInt(label.group(2)), Integer.parseInt(label.group(3)));
        for (StoredNegatives expected : drawn) {
            StoredNegatives found = of(file.toString(), content.lists(), expected.split());
            for (int i = 0; i < expected.size(); i++) {
                int row = found.find(expected.source(i), expected.destination(i), expected.time(i));
                int[] here = found.list(row);
                int[] wanted = expected.list(i);
                Arrays.sort(here);
                Arrays.sort(wanted);
                if (!Arrays.equals(here, wanted)) {
                    throw InvalidInput.at(
                            file + ", split " + expected.split() + ", positive " + row,
                            "the " + wanted.length + " nodes that are drawn for it",
                            here.length + ", not the same");
                }
            }
        }
    }
}
