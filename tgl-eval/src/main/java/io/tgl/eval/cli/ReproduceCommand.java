package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.AtomicFile;
import io.tgl.eval.record.Reproduction;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
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
    public Integer call() throws JsonProcessingException {
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        RunRecord recorded = RunRecords.read(file);
        RecordedCommand command = RecordedCommand.of(recorded, data, file.toString());
        RunSession session = new RunSession(
                command.recipe(), computing.compute(), spec.commandLine().getErr());
        if (!session.dataset().sha256().equals(recorded.data().sha256())) {
            throw InvalidInput.at(
                    "data " + session.dataset().name(),
                    "events with the checksum " + recorded.data().sha256() + " of the record",
                    session.dataset().sha256());
        }
        RunRecord again = session.run(
                        session.plan(command.model(), command.epochs(), command.seed()), Optional.empty(), false)
                .record();
        Reproduction reproduction = Reproduction.compare(recorded, again);
        spec.commandLine().getOut().print(reproduction.verdict());
        spec.commandLine().getOut().flush();
        if (json != null) {
            write(json, reproduction, recorded, again);
        }
        return reproduction.identical() ? ExitCode.OK : ExitCode.FAILED;
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
