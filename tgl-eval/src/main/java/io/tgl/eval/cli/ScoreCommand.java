package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.io.AtomicFile;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.ScoredMetrics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl score}: every metric from a file of scores. */
@Command(
        name = "score",
        description =
                "Computes every metric from a file of scores, ours or anyone's (Arrow: split, seed, src, dst, time,"
                        + " candidate, label, score).",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl run --data uci --model tgn --scores tgn.arrow", "  tgl score tgn.arrow --json metrics.json"})
final class ScoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A file of scores.")
    private Path file = Path.of("");

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Events a batch, for metrics that are averaged over batches (default: ${DEFAULT-VALUE}).")
    private int batchSize = DyglibProtocol.BATCH_SIZE;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        List<ScoredMetrics.Scored> scored = ScoredMetrics.compute(file, batchSize);
        PrintWriter out = spec.commandLine().getOut();
        for (ScoredMetrics.Scored part : scored) {
            for (Measure measure : part.measures()) {
                out.printf(
                        Locale.ROOT,
                        "%-20s seed %-4d %-12s %s%n",
                        part.split(),
                        part.seed(),
                        measure.metric(),
                        measure.value());
            }
        }
        if (json != null) {
            JsonMapper mapper = JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
            Map<String, Object> content = Map.of("formatVersion", "1.0", "scored", scored);
            AtomicFile.writeText(json, mapper.writeValueAsString(new TreeMap<>(content)) + "\n");
        }
        return ExitCode.OK;
    }
}
