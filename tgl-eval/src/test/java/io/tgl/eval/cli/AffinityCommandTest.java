package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.eval.record.FigureSeries;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Node affinity from the command line. */
class AffinityCommandTest {
    @TempDir
    private Path folder;

    private static Shell affinity(Object... words) {
        List<Object> all = new ArrayList<>(List.of("affinity", "--data", "uci", "--first", "4000", "--threads", "1"));
        all.addAll(List.of(words));
        return Shell.tgl(all.toArray());
    }

    @Test
    void aGridLeavesRecordsIsTakenOverAndCanBeReproduced() throws IOException {
        Path out = folder.resolve("grid");
        Object[] words = {
            "--model",
            "persistent,tgnv2",
            "--set",
            "tgnv2.memory-width=8",
            "--set",
            "tgnv2.time-width=8",
            "--set",
            "tgnv2.embedding-width=8",
            "--set",
            "tgnv2.identity-width=8",
            "--set",
            "tgnv2.learning-rate=0.01",
            "--epochs",
            "2",
            "--seeds",
            "2",
            "--out",
            out
        };
        Shell done = affinity(words);
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.err()).contains("tgnv2 on uci, first 4000, seed 1: epoch 2 of 2, loss");
        RunRecord record = RunRecords.read(out.resolve("tgnv2-seed1.json"));
        assertThat(record.model().configuration())
                .containsEntry("neighbors", "30")
                .containsEntry("memory-width", "8");
        assertThat(record.training().curves().get("validation NDCG@10")).hasSize(2);
        FigureSeries test = record.series().getLast();
        assertThat(test.split()).isEqualTo("test");
        double sum = 0;
        for (double value : test.values()) {
            sum += value;
        }
        assertThat(sum / test.values().size())
                .isCloseTo(
                        record.metric("test", "NDCG@10").orElseThrow(), org.assertj.core.api.Assertions.within(1e-12));
        assertThat(Files.readString(out.resolve("report.html"))).contains("period-charts", "test NDCG@10 per period");
        Shell again = affinity(words);
        assertThat(again.err()).contains("done already").doesNotContain("epoch 1 of 2");
        Shell reproduced = Shell.tgl("reproduce", out.resolve("tgnv2-seed1.json"));
        assertThat(reproduced.out()).as(reproduced.err()).contains("REPRODUCED").doesNotContain("NOT REPRODUCED");
    }

    /** Labels of the stream itself as a table give the figures of the derived ones. */
    @Test
    void labelsFromATable() throws IOException {
        Shell derived = affinity("--model", "persistent", "--out", folder.resolve("derived"));
        assertThat(derived.code()).as(derived.err()).isZero();
        Path csv = folder.resolve("events.csv");
        Path table = folder.resolve("labels.csv");
        StringBuilder events = new StringBuilder("src,dst,time\n");
        StringBuilder labels = new StringBuilder("ts,user_id,item,weight\n");
        for (int day = 0; day < 20; day++) {
            labels.append(day * 86_400).append(",1,").append(2 + day % 3).append(",0.75\n");
            labels.append(day * 86_400).append(",1,").append(5).append(",0.25\n");
            for (int i = 0; i < 10; i++) {
                events.append("1,")
                        .append(2 + i % 4)
                        .append(',')
                        .append(day * 86_400 + 600 * i)
                        .append('\n');
            }
        }
        Files.writeString(csv, events);
        Files.writeString(table, labels);
        for (String mode : List.of("strict", "tgb")) {
            Path out = folder.resolve(mode);
            Shell done = Shell.tgl(
                    "affinity",
                    "--data",
                    csv,
                    "--labels",
                    table,
                    "--visibility",
                    mode,
                    "--batch-size",
                    "5",
                    "--model",
                    "persistent",
                    "--out",
                    out);
            assertThat(done.code()).as(done.err()).isZero();
            RunRecord record = RunRecords.read(out.resolve("persistent-seed0.json"));
            assertThat(record.protocol().description()).contains("table labels.csv, SHA-256");
            assertThat(record.metric("test", "NDCG@10").orElseThrow()).isBetween(0.2, 0.9);
            assertThat(record.protocol().visibility()).contains(mode.equals("tgb") ? "TGB's loop" : "before the label");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5,1,2,0.5;9,7,2,0.5 | row 1 | a node of",
                "5,1,2,0.5;9,1,8,0.5 | row 1 | column destination",
                "5,1,2,-1 | row 0 | at least 0",
                "5,1,2,x | line 2 | weight",
                "9,1,2,1;5,1,2,1 | line 3 | order",
                "5,1,2,0 | rows 0 to 0 | above 0",
                "5,1,2 | line 2 | 4"
            })
    void badLabelsAreNamedByRow(String rows, String place, String what) throws IOException {
        Path csv = folder.resolve("events.csv");
        Files.writeString(csv, "src,dst,time\n1,2,1\n1,3,2\n2,3,7\n3,1,8\n1,2,9\n1,3,10\n");
        Path table = folder.resolve("labels.csv");
        Files.writeString(table, "time,src,dst,weight\n" + rows.strip().replace(';', '\n') + "\n");
        Shell refused = Shell.tgl(
                "affinity", "--data", csv, "--labels", table, "--model", "persistent", "--out", folder.resolve("o"));
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .contains("labels.csv")
                .contains(place.strip())
                .contains(what.strip())
                .doesNotContain("\tat ");
        assertThat(folder.resolve("o")).doesNotExist();
    }
}
