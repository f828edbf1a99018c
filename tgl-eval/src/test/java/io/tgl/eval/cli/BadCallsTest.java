package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.models.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong call gives one clear line, the right exit code, and leaves nothing half-written. */
class BadCallsTest {
    @TempDir
    Path folder;

    private static void fails(Shell shell, int code, String... parts) {
        assertThat(shell.code()).as(shell.err()).isEqualTo(code);
        assertThat(shell.err()).startsWith("error: ").contains(parts).doesNotContain("\tat ");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void usage() {
        fails(Shell.tgl("rum"), 2, "rum", "run");
        fails(Shell.tgl("run", "--data", "uci"), 2, "--model");
        fails(Shell.tgl("run", "--data", "uci", "--model", "tgn", "--epochs", "many"), 2, "--epochs");
        assertThat(Shell.tgl().code()).isEqualTo(2);
        assertThat(Shell.tgl("--help").out()).contains("run", "benchmark", "reproduce", "score", "audit", "predict");
        assertThat(Shell.tgl("run", "--help").out())
                .contains("Examples", "--resume")
                .contains(ModelRegistry.names());
        assertThat(Shell.tgl("--version").out()).contains("tgl ", "commit", "JDK");
    }

    @Test
    void optionsAreCheckedBeforeTheWork() {
        fails(Shell.tgl("run", "--data", "uci", "--model", "tgx"), 1, "edgebank", "tgx");
        fails(Shell.tgl("run", "--data", "uci", "--model", "tgn", "--set", "colour=red"), 1, "colour");
        fails(Shell.tgl("run", "--data", "uci", "--model", "tgn", "--set", "tgx.heads=2"), 1, "tgx.heads");
        fails(Shell.tgl("run", "--data", "uci", "--model", "tgn", "--epochs", 0), 1, "epochs", "0");
        fails(Shell.tgl("run", "--data", "uci", "--model", "edgebank", "--threads", 0), 1, "--threads");
        fails(Shell.tgl("benchmark", "--data", "uci", "--model", "tgn", "--protocol", "tgm"), 1, "dyglib", "tgb");
        fails(Shell.tgl("data", "info", "--data", "uci", "--json", folder), 1, "--json", "directory");
    }

    @Test
    void places() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        fails(Shell.tgl("run", "--data", "uci", "--model", "edgebank", "--out", file.resolve("runs")), 1, "--out");
        Path json = folder.resolve("none").resolve("x.json");
        fails(
                Shell.tgl("run", "--data", "uci", "--model", "edgebank", "--out", folder.resolve("r"), "--json", json),
                1,
                "--json",
                "does not exist");
    }

    @Test
    void input() throws IOException {
        fails(Shell.tgl("data", "info", "--data", folder), 1, "a directory");
        fails(Shell.tgl("data", "info", "--data", folder.resolve("no.csv")), 1, "nothing of that name");
        fails(Shell.tgl("reproduce", folder.resolve("no.json")), 1, "no.json");
        Path record = Files.writeString(folder.resolve("r.json"), "{\"formatVersion\": \"9.0\"}");
        fails(Shell.tgl("reproduce", record), 1, "9.0");
        Path text = Files.writeString(folder.resolve("scores.arrow"), "no scores");
        fails(Shell.tgl("score", text), 1, "scores.arrow");
    }
}
