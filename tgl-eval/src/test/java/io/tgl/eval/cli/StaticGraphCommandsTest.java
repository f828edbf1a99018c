package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.eval.record.RunRecords;
import io.tgl.eval.train.PlantedGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticGraphCommandsTest {
    @TempDir
    Path folder;

    @Test
    void nodesAreClassifiedWithTheSameBitsOnAnyThreads() throws IOException {
        Path prefix = PlantedGraph.write(folder);
        String first = null;
        for (String threads : new String[] {"1", "2"}) {
            Path out = folder.resolve("out" + threads);
            Shell run = Shell.tgl(
                    "nodes",
                    "--data",
                    prefix,
                    "--model",
                    "gcn,gat,gatv2",
                    "--epochs",
                    40,
                    "--threads",
                    threads,
                    "--out",
                    out);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("GCN")
                    .contains("GAT")
                    .contains("GATv2")
                    .contains("accuracy");
            assertThat(out.resolve("report.html")).exists();
            String digests = "";
            for (String model : new String[] {"gcn", "gat", "gatv2"}) {
                var record = RunRecords.read(out.resolve(model + "-seed0.json"));
                assertThat(record.metric("test", "accuracy").orElse(0))
                        .as(model)
                        .isGreaterThan(0.8);
                digests += record.scoreDigest();
            }
            first = first == null ? digests : first;
            assertThat(digests).isEqualTo(first);
        }
    }

    @Test
    void aRunIsMadeAgainFromItsRecord() throws IOException {
        Path prefix = PlantedGraph.write(folder);
        Path out = folder.resolve("out");
        Shell.tgl("nodes", "--data", prefix, "--model", "gcn", "--epochs", 20, "--seed", 3, "--out", out);
        Path record = out.resolve("gcn-seed3.json");
        Shell again = Shell.tgl("reproduce", record, "--threads", 1);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("REPRODUCED GCN on planted, seed 3");
        String digest = RunRecords.read(record).scoreDigest();
        Files.writeString(record, Files.readString(record).replace(digest, "0".repeat(64)));
        assertThat(Shell.tgl("reproduce", record).code()).isEqualTo(ExitCode.FAILED);
        Files.writeString(Path.of(prefix + "_edges.csv"), "u,v\n0,1\n");
        assertThat(Shell.tgl("reproduce", record).err()).contains("of the record");
    }

    @Test
    void choicesAreNamedAsTheyAreWritten() {
        assertThat(Shell.tgl("nodes", "--data", "cora", "--model", "x").err()).contains("[gcn, gat, gatv2]");
        assertThat(Shell.tgl("lookup", "--model", "x").err()).contains("[gat, gatv2]");
        assertThat(Shell.tgl("classify", "x", "--data", "uci", "--model", "tgn").err())
                .contains("[nodes, edges]");
    }

    @Test
    void badGraphsAreRefusedWithOneLine() throws IOException {
        Shell unknown = Shell.tgl("nodes", "--data", folder.resolve("none"), "--out", folder.resolve("o"));
        assertThat(unknown.code()).isEqualTo(ExitCode.FAILED);
        assertThat(unknown.err()).contains("cora, citeseer");
        Path prefix = PlantedGraph.write(folder);
        Files.writeString(Path.of(prefix + "_edges.csv"), "u,v\n0,1\n0,9999\n");
        Shell edge = Shell.tgl("nodes", "--data", prefix, "--out", folder.resolve("o"));
        assertThat(edge.err()).contains("_edges.csv, line 3", "a node id from 0 to", "9999");
    }

    @Test
    void dynamicAttentionSolvesTheDictionaryAndStaticAttentionDoesNot() {
        Shell run = Shell.tgl("lookup", "--keys", 4, "--epochs", 200, "--dropout", 0);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("GATv2  1 head, width 128: training 100.00 %");
        Matcher gat = Pattern.compile("GAT +1 head.*training ([0-9.]+) %").matcher(run.out());
        assertThat(gat.find()).isTrue();
        assertThat(Double.parseDouble(gat.group(1))).isLessThan(90);
    }
}
