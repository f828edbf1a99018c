package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.io.AtomicFile;
import io.tgl.datasets.catalog.Dataset;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl data info}: what is in a data set. */
@Command(
        name = "info",
        description = "Checks a data set and prints its statistics, checksum and citation.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl data info --data uci",
            "  tgl data info --data my.csv --columns user,item,timestamp",
            "  tgl data info --data log.csv.zst --time-unit ms --sort --json info.json"
        })
final class DataInfoCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        Map<String, Object> facts = facts(data.load());
        if (json != null) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("formatVersion", "1.0");
            content.putAll(facts);
            JsonMapper mapper = JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
            AtomicFile.writeText(json, mapper.writeValueAsString(content) + "\n");
        }
        PrintWriter out = spec.commandLine().getOut();
        facts.forEach((name, value) -> out.printf(Locale.ROOT, "%-16s %s%n", name, value));
        return ExitCode.OK;
    }

    private static Map<String, Object> facts(Dataset dataset) {
        DatasetFacts facts = DatasetFacts.of(dataset.events());
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("name", dataset.name());
        lines.put("events", dataset.events().size());
        lines.put("nodes", dataset.events().nodeCount());
        lines.put("sources", facts.sources());
        lines.put("destinations", facts.destinations());
        lines.put("bipartite", facts.bipartite());
        lines.put("distinctPairs", facts.distinctPairs());
        lines.put("selfLoops", facts.selfLoops());
        lines.put("distinctTimes", dataset.distinctTimes());
        lines.put("firstTime", dataset.events().time(0));
        lines.put("lastTime", dataset.events().time(dataset.events().size() - 1));
        lines.put("timeUnit", dataset.events().granularity().name().toLowerCase(Locale.ROOT));
        lines.put("edgeFeatures", dataset.events().features().width());
        lines.put("weights", dataset.events().hasWeight());
        lines.put("labels", dataset.events().hasLabel());
        lines.put("relations", dataset.events().hasRelation());
        lines.put("sha256", dataset.sha256());
        lines.put("source", dataset.source());
        lines.put("license", dataset.license());
        lines.put("citation", dataset.citation());
        for (Dataset.Deviation deviation : dataset.deviations()) {
            lines.put("deviation", deviation.what() + ": " + deviation.published() + "; here " + deviation.here());
        }
        return lines;
    }
}
