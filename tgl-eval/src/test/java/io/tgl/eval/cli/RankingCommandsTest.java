package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link-ranking protocol and its negatives from the command line, on the shipped data's first events. */
class RankingCommandsTest {
    private static final String EVENTS = "900";

    @TempDir
    private Path folder;

    private Path generated(int perPositive) {
        Path file = folder.resolve("negatives.arrow");
        Shell made = Shell.tgl(
                "negatives",
                "generate",
                "--data",
                "uci",
                "--first",
                EVENTS,
                "--per-positive",
                perPositive,
                "--out",
                file);
        assertThat(made.code()).as(made.err()).isZero();
        return file;
    }

    @Test
    void negativesGoOutAndComeBackAsTheyWere() throws IOException {
        Path file = generated(20);
        Shell verified = Shell.tgl("negatives", "verify", file, "--data", "uci", "--first", EVENTS, "--generate");
        assertThat(verified.code()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("hist_rnd, 20 a positive, seed 42").contains("equal to drawn ones");
        Path archive = folder.resolve("negatives.npz");
        assertThat(Shell.tgl("negatives", "export", file, "--data", "uci", "--first", EVENTS, "--out", archive)
                        .code())
                .isZero();
        Path again = folder.resolve("again.arrow");
        Shell imported = Shell.tgl(
                "negatives",
                "import",
                "--archive",
                archive,
                "--data",
                "uci",
                "--first",
                EVENTS,
                "--label",
                "hist_rnd, 20 a positive, seed 42",
                "--out",
                again);
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void negativesOfOtherEventsAreRefusedInOneLine() {
        Path file = generated(5);
        Shell other = Shell.tgl("negatives", "verify", file, "--data", "uci", "--first", "800");
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err()).contains("negatives.arrow").contains("checksum").doesNotContain("\tat ");
    }

    @Test
    void aPickleOfACommandIsRefusedAndNothingIsWritten() throws IOException {
        Path pickle = folder.resolve("bad.pkl");
        Files.writeString(pickle, "cposix\nsystem\n.");
        Path out = folder.resolve("out.arrow");
        Shell refused = Shell.tgl(
                "negatives", "import", "--data", "uci", "--validation", pickle, "--test", pickle, "--out", out);
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("bad.pkl, byte 0").contains("posix.system");
        assertThat(out).doesNotExist();
    }

    @Test
    void benchmarkLeavesRecordsThatCanBeReproduced() throws IOException {
        Path out = folder.resolve("out");
        Shell done = Shell.tgl(
                "benchmark",
                "--protocol",
                "tgb",
                "--data",
                "uci",
                "--first",
                EVENTS,
                "--model",
                "edgebank,tgb-tgn",
                "--set",
                "tgb-tgn.memory-width=8",
                "--set",
                "tgb-tgn.time-width=6",
                "--set",
                "tgb-tgn.embedding-width=8",
                "--per-positive",
                "15",
                "--seeds",
                "1",
                "--epochs",
                "2",
                "--threads",
                "1",
                "--out",
                out);
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("EdgeBank unlimited")
                .contains("EdgeBank sliding_window")
                .contains("TGN (TGB)")
                .contains("hits@10");
        RunRecord record = RunRecords.read(out.resolve("tgb-tgn-seed0.json"));
        assertThat(record.protocol().visibility()).isEqualTo("state per batch, neighbors per batch");
        assertThat(record.protocol().negatives()).isEqualTo("hist_rnd, 15 a positive, seed 42");
        assertThat(record.training().curves().get("validation MRR")).hasSize(2);
        assertThat(record.command()).startsWith("tgl run --protocol tgb");
        for (String name : new String[] {"tgb-tgn-seed0.json", "edgebank-sliding_window-seed0.json"}) {
            Shell again = Shell.tgl("reproduce", out.resolve(name));
            assertThat(again.out()).as(again.err()).contains("REPRODUCED").doesNotContain("NOT REPRODUCED");
            assertThat(again.code()).isZero();
        }
        assertThat(Files.readString(out.resolve("report.html"))).contains("state per batch, neighbors per batch");
    }
}
