package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.kernel.Compute;
import io.tgl.models.audit.LeakageAudit;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl audit}: does a score depend on the future? */
@Command(
        name = "audit",
        description =
                "Tests models for leakage: replaces by noise what a query must not see and compares the bits of its"
                        + " score.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  tgl audit --data uci --model tgn,edgebank", "  tgl audit --data my.csv --model tgn --events 5000"})
final class AuditCommand implements Callable<Integer> {
    private static final int EVENTS = 2000;
    private static final int PER_BATCH = 8;

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Option(names = "--events", paramLabel = "N", description = "Events from the start (default: ${DEFAULT-VALUE}).")
    private int events = EVENTS;

    @Option(names = "--per-batch", paramLabel = "N", description = "Queries of each batch (default: ${DEFAULT-VALUE}).")
    private int perBatch = PER_BATCH;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the untrained weights (default: 0).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the findings as JSON.")
    private @Nullable Path json;

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        if (events <= recipe.batchSize() || perBatch < 1) {
            throw InvalidInput.at(
                    "--events, --per-batch",
                    "more events than a batch has, 1 query at least",
                    events + ", " + perBatch);
        }
        Compute compute = computing.compute();
        EventStream stream = firstEvents(recipe.data().load().events());
        if (stream.size() <= recipe.batchSize()) {
            throw InvalidInput.at(
                    recipe.data().name(),
                    "more events than the " + recipe.batchSize() + " of a batch (--batch-size)",
                    stream.size());
        }
        Map<String, LeakageAudit.Result> findings = new LinkedHashMap<>();
        for (String model : recipe.models()) {
            LeakageAudit.Result found = audit(model, stream, compute);
            findings.put(model, found);
            spec.commandLine()
                    .getOut()
                    .println(model + ": " + (found.passed() ? "no leak" : "LEAKS") + ", " + found.leaks() + " of "
                            + found.queries() + " scores depend on the future"
                            + (found.leaks() > 0 ? ", the first: " + found.first() : ""));
        }
        if (json != null) {
            JsonMapper mapper = JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("formatVersion", "1.0");
            content.put("models", findings);
            AtomicFile.writeText(json, mapper.writeValueAsString(content) + "\n");
        }
        return findings.values().stream().allMatch(LeakageAudit.Result::passed) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** The first events as a stream of their own, times from 0. */
    private EventStream firstEvents(EventStream all) {
        int n = Math.min(events, all.size());
        FeatureTable features = FeatureTable.zeros(n, all.features().width());
        float[] row = new float[features.width()];
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            time[i] = all.time(i) - all.time(0);
            all.features().copyRow(all.eventId(i), row, 0);
            if (row.length > 0) {
                features.setRow(i, row, 0);
            }
        }
        return EventStream.of(
                        all.nodeCount(), Arrays.copyOf(all.sources(), n), Arrays.copyOf(all.destinations(), n), time)
                .features(features)
                .granularity(all.granularity())
                .build();
    }

    private LeakageAudit.Result audit(String model, EventStream stream, Compute compute) {
        LeakageAudit audit = new LeakageAudit(
                stream,
                recipe.batchSize(),
                features -> ModelRegistry.create(
                        model, context(stream, features, compute).withOptions(recipe.settings(model))));
        return audit.run(1, perBatch);
    }

    private ModelContext context(EventStream stream, FeatureTable features, Compute compute) {
        return new ModelContext(
                FeatureTable.absent(stream.nodeCount()),
                features,
                stream.granularity().seconds(),
                seed,
                Map.of(),
                compute);
    }
}
