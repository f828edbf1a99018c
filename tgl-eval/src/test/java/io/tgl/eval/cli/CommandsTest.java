package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.io.ArrowEventReader;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands from their options to their files, on a small stream with text ids. */
class CommandsTest {
    private static final List<String> SMALL =
            List.of("--set", "node-width=8", "--set", "edge-width=4", "--set", "time-width=8", "--set", "neighbors=4");

    @TempDir
    Path folder;

    private Path data = Path.of("");

    @BeforeEach
    void writeData() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder("who;whom;when\n");
        for (int i = 0; i < 400; i++) {
            int who = random.nextInt(12);
            int whom = random.nextInt(10) < 7 ? (who + 1) % 12 : random.nextInt(12);
            text.append("n")
                    .append(who)
                    .append(";m")
                    .append(whom)
                    .append(';')
                    .append(1000 + 5 * i)
                    .append('\n');
        }
        data = Files.writeString(folder.resolve("my data.csv"), text);
    }

    private Shell run(String command, Path out, List<String> more) {
        List<Object> words = new ArrayList<>(
                List.of(command, "--data", data, "--columns", "who,whom,when", "--out", out, "--batch-size", "50"));
        words.addAll(more);
        return Shell.tgl(words.toArray());
    }

    private static List<String> and(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void aRunLeavesRecordCheckpointReportFiguresAndScores() throws IOException {
        Path out = folder.resolve("run");
        Path json = folder.resolve("figures.json");
        Path scores = folder.resolve("scores.arrow");
        List<String> options =
                and(SMALL, "--model", "tgn", "--epochs", "2", "--json", json.toString(), "--scores", scores.toString());
        Shell shell = run("run", out, options);
        assertThat(shell.err()).doesNotContain("error");
        assertThat(shell.code()).isZero();
        assertThat(shell.out()).contains("TGN", "2 of up to 100 epochs: not comparable", "report.html");
        assertThat(out.resolve("tgn-seed0.safetensors")).exists();
        assertThat(Files.readString(out.resolve("report.html"))).contains("<html", "TGN");
        assertThat(Files.readString(json)).contains("\"formatVersion\"", "\"standardDeviation\"");
        Shell scored = Shell.tgl("score", scores, "--batch-size", 50);
        RunRecord record = RunRecords.read(out.resolve("tgn-seed0.json"));
        assertThat(scored.out())
                .contains(Double.toString(record.metric("test", "AP").orElseThrow()));
        assertThat(record.command())
                .startsWith("tgl run --data '" + data + "' --columns who,whom,when --model tgn")
                .contains("--set node-width=8");
    }

    @Test
    void aRunIsReproducedFromItsRecordAndAForgedOneIsNot() throws IOException {
        Path out = folder.resolve("run");
        run("run", out, and(SMALL, "--model", "tgn", "--epochs", "1", "--seed", "3"));
        Path record = out.resolve("tgn-seed3.json");
        Shell again = Shell.tgl("reproduce", record, "--threads", 1);
        assertThat(again.out()).startsWith("REPRODUCED TGN");
        assertThat(again.code()).isZero();
        String text = Files.readString(record);
        String digest = RunRecords.read(record).scoreDigest();
        Files.writeString(record, text.replace(digest, "0".repeat(64)));
        Shell forged = Shell.tgl("reproduce", record);
        assertThat(forged.code()).isEqualTo(1);
        assertThat(forged.out()).startsWith("NOT REPRODUCED").contains("score digest");
    }

    @Test
    void aBenchmarkGoesOnWhereItStopped() {
        Path out = folder.resolve("grid");
        List<String> grid = and(SMALL, "--epochs", "1", "--model", "tgn", "--seeds");
        assertThat(run("benchmark", out, and(grid, "1")).code()).isZero();
        Shell more = run("benchmark", out, and(grid, "2"));
        assertThat(more.code()).isZero();
        assertThat(more.err()).contains("seed 0: done already", "tgn, seed 1");
        assertThat(out.resolve("tgn-seed1.json")).exists();
    }

    @Test
    void aTrainedModelPredicts() throws IOException {
        Path out = folder.resolve("run");
        run("run", out, and(SMALL, "--model", "tgn", "--epochs", "1"));
        Path record = out.resolve("tgn-seed0.json");
        Path queries = Files.writeString(folder.resolve("q.csv"), "src,dst,time\nn1,m2,9000\nn1,m5,1500\n");
        Path csv = folder.resolve("p.csv");
        Shell shell = Shell.tgl("predict", "--model", record, "--queries", queries, "--out", csv);
        assertThat(shell.err()).doesNotContain("error");
        assertThat(Files.readAllLines(csv)).hasSize(3).element(1).asString().startsWith("n1,m5,1500,0.");
        Path sources = Files.writeString(folder.resolve("s.csv"), "src,time\nn1,9000\n");
        Path arrow = folder.resolve("top.arrow");
        Shell.tgl("predict", "--model", record, "--queries", sources, "--top-k", 3, "--out", arrow);
        assertThat(ArrowEventReader.load(arrow).events().size()).isEqualTo(3);
    }

    /** A part of a data set that is longer than the audited part, without features: the case of uci. */
    @Test
    void anAuditOfTheFirstEventsFindsNoLeak() {
        Shell shell = Shell.tgl(
                "audit",
                "--data",
                data,
                "--columns",
                "who,whom,when",
                "--model",
                "edgebank",
                "--events",
                200,
                "--batch-size",
                50,
                "--per-batch",
                2);
        assertThat(shell.err()).doesNotContain("error");
        assertThat(shell.out()).contains("edgebank: no leak, 0 of 6");
        assertThat(shell.code()).isZero();
    }

    /** What scripts/run relies on. */
    @Test
    void aLaterOptionReplacesAnEarlierOne() {
        Path out = folder.resolve("run");
        Shell shell = run("run", out, List.of("--model", "edgebank,tgn", "--epochs", "9", "--model", "edgebank"));
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(out.resolve("edgebank-seed0.json")).exists();
        assertThat(out.resolve("tgn-seed0.json")).doesNotExist();
    }

    @Test
    void dataInfoCountsWhatIsThere() {
        Shell shell = Shell.tgl("data", "info", "--data", "uci");
        assertThat(shell.out()).containsPattern("events +59835").containsPattern("distinctTimes +58911");
    }
}
