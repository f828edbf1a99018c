package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.AtomicFile;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.protocol.Classification;
import io.tgl.eval.protocol.RankingRun;
import io.tgl.eval.record.Reproduction;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tgl reproduce}: a run again, compared bit for bit. */
@Command(
        name = "reproduce",
        description = "Runs a run record's run again and compares scores, figures and curves bit for bit.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl reproduce runs/uci/tgn-seed0.json",
            "  tgl reproduce tgn-seed0.json --threads 1 --json verdict.json"
        })
final class ReproduceCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN.json", description = "A run record.")
    private Path file = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Where the data are here, if not where the record says.")
    private @Nullable String data;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the verdict as JSON.")
    private @Nullable Path json;

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        RunRecord recorded = RunRecords.read(file);
        RunRecord again = RecordedAffinity.isOf(recorded) ? affinityAgain(recorded) : again(recorded);
        Reproduction reproduction = Reproduction.compare(recorded, again);
        spec.commandLine().getOut().print(reproduction.verdict());
        spec.commandLine().getOut().flush();
        if (json != null) {
            write(json, reproduction, recorded, again);
        }
        return reproduction.identical() ? ExitCode.OK : ExitCode.FAILED;
    }

    private RunRecord again(RunRecord recorded) throws IOException {
        Optional<RecordedNodesCommand> nodes = RecordedNodesCommand.of(recorded, data, file.toString());
        if (nodes.isPresent()) {
            return nodes.get().runAgain(recorded, computing.compute());
        }
        RecordedCommand command = RecordedCommand.ofAny(recorded, data, file.toString());
        return command.kind().isPresent()
                ? classifiedAgain(recorded, command, command.kind().get())
                : runAgain(recorded, command);
    }

    private RunRecord affinityAgain(RunRecord recorded) {
        RecordedAffinity command = RecordedAffinity.of(recorded, data, file.toString());
        AffinitySession session = new AffinitySession(
                command.options(), computing.compute(), spec.commandLine().getErr());
        checkSame(recorded, session.dataset());
        return session.run(session.plan(command.model(), command.seed()), Optional.empty());
    }

    private RunRecord runAgain(RunRecord recorded, RecordedCommand command) {
        if (command.ranks()) {
            RankingSession session = new RankingSession(
                    command.recipe(),
                    command.ranking(),
                    computing.compute(),
                    spec.commandLine().getErr());
            checkSame(recorded, session.dataset());
            RankingRun plan = session.only(command.model(), command.epochs(), command.seed());
            return session.run(plan, Optional.empty(), false, Optional.empty());
        }
        RunSession session = new RunSession(
                command.recipe(), computing.compute(), spec.commandLine().getErr());
        checkSame(recorded, session.dataset());
        return session.run(session.plan(command.model(), command.epochs(), command.seed()), Optional.empty(), false)
                .record();
    }

    /** The link model is trained again too, into a folder that goes afterwards. */
    private RunRecord classifiedAgain(RunRecord recorded, RecordedCommand command, Classification kind)
            throws IOException {
        ClassificationSession session = new ClassificationSession(
                kind,
                command.recipe(),
                command.epochs(),
                command.classifierEpochs(),
                command.frozen(),
                computing.compute(),
                spec.commandLine().getErr());
        checkSame(recorded, session.dataset());
        if (recorded.model().name().equals(kind.baseline())) {
            return session.baseline();
        }
        Path folder = Files.createTempDirectory("tgl-reproduce");
        RunFiles files = RunFiles.in(folder, command.model(), command.seed());
        try {
            return session.model(command.model(), command.seed(), files);
        } finally {
            Files.deleteIfExists(files.checkpoint());
            Files.deleteIfExists(files.record());
            Files.deleteIfExists(folder);
        }
    }

    private static void checkSame(RunRecord recorded, Dataset found) {
        checkSame(recorded, found.name(), found.sha256());
    }

    /** Refuses data that are not those of the record. */
    static void checkSame(RunRecord recorded, String name, String sha256) {
        if (!sha256.equals(recorded.data().sha256())) {
            throw InvalidInput.at(
                    "data " + name,
                    "content with the checksum " + recorded.data().sha256() + " of the record",
                    sha256);
        }
    }

    private static void write(Path target, Reproduction reproduction, RunRecord recorded, RunRecord again)
            throws JsonProcessingException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Map<String, Object> content = Map.of(
                "formatVersion", "1.0",
                "run", reproduction.label(),
                "identical", reproduction.identical(),
                "scoreDigestRecorded", recorded.scoreDigest(),
                "scoreDigestAgain", again.scoreDigest(),
                "differences", reproduction.differences(),
                "environment", reproduction.environment());
        AtomicFile.writeText(target, mapper.writeValueAsString(new TreeMap<>(content)) + "\n");
    }
}
