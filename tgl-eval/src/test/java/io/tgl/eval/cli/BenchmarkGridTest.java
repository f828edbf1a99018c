package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.testing.SyntheticStreams;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkGridTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private String file(String name, long seed) throws IOException {
        EventStream events = SyntheticStreams.of(seed, 40, 600);
        StringBuilder text = new StringBuilder("src,dst,time\n");
        for (int i = 0; i < events.size(); i++) {
            text.append(events.source(i))
                    .append(',')
                    .append(events.destination(i))
                    .append(',')
                    .append(events.time(i))
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int benchmark(String data, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "benchmark",
                "--data",
                data,
                "--model",
                "tgn,edgebank",
                "--seeds",
                "2",
                "--epochs",
                "2",
                "--batch-size",
                "50",
                "--set",
                "tgn.node-width=8",
                "--set",
                "tgn.time-width=4",
                "--set",
                "tgn.edge-width=0",
                "--threads",
                "1",
                "--out",
                folder.resolve("out").toString()));
        words.addAll(List.of(more));
        return Tgl.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), words.toArray(String[]::new));
    }

    @Test
    void aGridRunsGoesOnAndWritesOneReport() throws IOException {
        String data = file("a.csv", 1) + "," + file("b.csv", 2);
        String[] negatives = {"--eval-negatives", "random,historical"};
        assertThat(benchmark(data, negatives)).as(err.toString()).isZero();
        Path record = folder.resolve("out/a/tgn-seed1.json");
        RunRecord run = RunRecords.read(record);
        assertThat(run.protocol().negatives()).isEqualTo("random, historical");
        assertThat(run.metric("historical test", "AP")).isPresent();
        assertThat(run.metric("historical new-node test", "AUC")).isPresent();
        assertThat(run.command()).contains("--eval-negatives random,historical");
        assertThat(folder.resolve("out/b/edgebank-seed0.json")).exists();
        assertThat(folder.resolve("out/b/edgebank-seed1.json")).doesNotExist();
        assertThat(Files.readString(folder.resolve("out/report.html")))
                .contains("Average ranks", "historical negatives", "On the same test batches");

        Files.delete(record);
        err.getBuffer().setLength(0);
        assertThat(benchmark(data, negatives)).isZero();
        assertThat(err.toString()).contains("TGN on a.csv, seed 0: done already", "tgn, seed 1: goes on after epoch 2");
        RunRecord again = RunRecords.read(record);
        assertThat(again.scoreDigest()).isEqualTo(run.scoreDigest());
        assertThat(Tgl.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "reproduce", record.toString()))
                .isZero();
    }

    @Test
    void trainingNegativesCountAndAreRecorded() throws IOException {
        String data = file("a.csv", 1);
        assertThat(benchmark(data, "--train-negatives", "historical", "--seeds", "1"))
                .as(err.toString())
                .isZero();
        RunRecord historical = RunRecords.read(folder.resolve("out/tgn-seed0.json"));
        assertThat(historical.protocol().negatives()).isEqualTo("random; trained on historical");
        assertThat(historical.deviations()).anyMatch(d -> d.what().equals("training negatives"));
        Files.delete(folder.resolve("out/tgn-seed0.safetensors"));
        assertThat(benchmark(data, "--seeds", "1")).as(err.toString()).isZero();
        RunRecord random = RunRecords.read(folder.resolve("out/tgn-seed0.json"));
        assertThat(random.scoreDigest()).isNotEqualTo(historical.scoreDigest());
        assertThat(benchmark(data, "--train-negatives", "inductive")).isEqualTo(1);
    }

    @Test
    void timesAreReadWithTheirUnit() {
        assertThat(BenchmarkCommand.duration("30m")).isEqualTo(Duration.ofMinutes(30));
        assertThat(BenchmarkCommand.duration("90s")).isEqualTo(Duration.ofSeconds(90));
        for (String bad : List.of("", "30", "m", "-1m", "0s", "1d")) {
            assertThatThrownBy(() -> BenchmarkCommand.duration(bad))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("--time-limit");
        }
    }
}
