package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.random.NumpyRandomState;
import io.tgl.eval.protocol.ClassificationRun;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classification from the command line, on a table in which some users always give one sign or label. */
class ClassifyCommandTest {
    private static final int EVENTS = 900;
    private static final int USERS = 20;

    @TempDir
    Path folder;

    @AfterAll
    static void done() {
        Interrupt.finished();
    }

    /** Users below 6 are mostly negative; the label marks them too. */
    private Path table() throws IOException {
        int[] user = new NumpyRandomState(1).integers(USERS, EVENTS);
        int[] item = new NumpyRandomState(2).integers(15, EVENTS);
        int[] noise = new NumpyRandomState(3).integers(10, EVENTS);
        StringBuilder text = new StringBuilder("u,i,t,w,l\n");
        for (int i = 0; i < EVENTS; i++) {
            boolean low = user[i] < 6 != (noise[i] == 0);
            text.append(user[i])
                    .append(',')
                    .append(USERS + item[i])
                    .append(',')
                    .append(10 * i)
                    .append(',');
            text.append(low ? -1 - noise[i] : 1 + noise[i])
                    .append(',')
                    .append(low ? 1 : 0)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("signed.csv"), text);
    }

    private Path classify(String kind, String threads, String out) throws IOException {
        Path target = folder.resolve(out);
        StringWriter err = new StringWriter();
        StringWriter printed = new StringWriter();
        int code = Tgl.run(
                new PrintWriter(printed, true),
                new PrintWriter(err, true),
                ("classify " + kind + " --data " + table() + " --columns u,i,t,weight=w,label=l --model tgn"
                                + " --set node-width=12 --set edge-width=3 --set time-width=8 --set neighbors=4"
                                + " --epochs 1 --classifier-epochs 12 --batch-size 50 --threads " + threads + " --out "
                                + target + " --json " + target.resolve("figures.json"))
                        .split(" "));
        assertThat(code).as(() -> printed + "\n" + err).isZero();
        assertThat(printed.toString()).contains("TGN").contains("AUC 95 % low");
        assertThat(target.resolve("report.html")).exists();
        assertThat(target.resolve("figures.json")).content().contains("Logistic regression on ");
        return target;
    }

    @Test
    void signsOfEdges() throws IOException {
        Path out = classify("edges", "1", "edges");
        RunRecord baseline = RunRecords.read(out.resolve("edges-baseline.json"));
        RunRecord tgn = RunRecords.read(out.resolve("edges-tgn-seed0.json"));
        assertThat(figure(baseline, Measure.AUC)).isGreaterThan(0.7);
        assertThat(figure(baseline, ClassificationRun.MACRO_F1)).isGreaterThan(0.6);
        for (RunRecord run : new RunRecord[] {baseline, tgn}) {
            assertThat(figure(run, ClassificationRun.AUC_LOW)).isLessThanOrEqualTo(figure(run, Measure.AUC));
            assertThat(figure(run, ClassificationRun.AUC_HIGH)).isGreaterThanOrEqualTo(figure(run, Measure.AUC));
            assertThat(run.protocol().splitSizes()).containsKeys("train positives", "test positives");
        }
        assertThat(tgn.training().curves()).containsKeys("train loss", "validation AUC");
    }

    @Test
    void labelsOfNodesWithTheSameBitsOnAnyThreads() throws IOException {
        RunRecord one = RunRecords.read(classify("nodes", "1", "one").resolve("nodes-tgn-seed0.json"));
        RunRecord two = RunRecords.read(classify("nodes", "2", "two").resolve("nodes-tgn-seed0.json"));
        assertThat(two.scoreDigest()).isEqualTo(one.scoreDigest());
        assertThat(two.metrics()).isEqualTo(one.metrics());
        assertThat(one.metric(Measure.TEST, ClassificationRun.MACRO_F1)).isEmpty();
    }

    private static double figure(RunRecord run, String metric) {
        return run.metric(Measure.TEST, metric).orElseThrow();
    }
}
