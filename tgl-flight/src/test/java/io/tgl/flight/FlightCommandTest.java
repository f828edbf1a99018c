package io.tgl.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.live.Durability;
import io.tgl.models.live.LiveStore;
import io.tgl.models.model.Checkpoint;
import io.tgl.models.model.TrainableScorer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own. */
class FlightCommandTest {
    private static final Pattern LISTENS = Pattern.compile(".*listens on grpc\\+tcp://127\\.0\\.0\\.1:(\\d+), .*");

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tgl.flight.FlightCommand"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static int port(BufferedReader lines, List<String> said) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) {
                return Integer.parseInt(listens.group(1));
            }
        }
        throw new AssertionError("it never listened: " + said);
    }

    private static Checkpoint checkpoint() {
        Map<String, float[]> parameters =
                ((TrainableScorer) World.model().create(FeatureTable.absent(2), FeatureTable.absent(0))).parameters();
        return new Checkpoint("tgn", World.SMALL, 1.0, 3, Map.of(), parameters);
    }

    @Test
    void aTerminationSignalLeavesASnapshotAndZero(@TempDir Path folder) throws Exception {
        Path model = folder.resolve("model.safetensors");
        Path store = folder.resolve("store");
        checkpoint().write(model);
        Process process = start(
                "--model",
                model.toString(),
                "--store",
                store.toString(),
                "--port",
                "0",
                "--features",
                "3",
                "--sync",
                "never");
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            int port = port(lines, said);
            try (RemotePredictor remote = RemotePredictor.of(Access.of("127.0.0.1", port))) {
                assertThat(remote.observe(World.batch(0, false)).position()).isEqualTo(20);
                // Process.destroy would close the pipe too.
                assertThat(process.toHandle().destroy()).isTrue();
                lines.lines().forEach(said::add);
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said.toString()).isZero();
            assertThat(said).anyMatch(line -> line.contains("snapshot at position 20"));
        } finally {
            process.destroyForcibly();
        }
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        try (LiveStore again = LiveStore.open(
                store, checkpoint(), World.SETTINGS, NodeIndex.identity(0), Durability.USUAL, compute, _ -> {})) {
            assertThat(again.recovery().position()).isEqualTo(20);
            assertThat(again.recovery().records()).isZero();
        }
    }

    @Test
    void whatItCannotDoIsOneLine(@TempDir Path folder) throws Exception {
        Process process = start("--model", folder.resolve("none").toString(), "--host", "0.0.0.0");
        List<String> said = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said.getLast()).startsWith("error: ").contains("token and TLS");
    }
}
