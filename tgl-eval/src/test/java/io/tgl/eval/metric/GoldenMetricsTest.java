package io.tgl.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against what scikit-learn and the Temporal Graph Benchmark's evaluator give; classification to the last digit. */
@Tag("golden")
class GoldenMetricsTest {
    private static final Pattern AT_K = Pattern.compile(".*/(?:hits|ndcg)@(\\d+)");

    @Test
    void classificationIsEqualToTheLastDigit() {
        Npz golden = golden();
        for (String group : groups(golden, "binary")) {
            double[] score = golden.doubles(group + "/score");
            int[] label = golden.ints(group + "/label");
            double[] positive = where(label, score, 1);
            double[] negative = where(label, score, 0);
            assertThat(ClassificationMetrics.averagePrecision(positive, negative))
                    .as(group + " AP")
                    .isEqualTo(golden.doubles(group + "/ap")[0]);
            assertThat(ClassificationMetrics.rocAuc(positive, negative))
                    .as(group + " AUC")
                    .isEqualTo(golden.doubles(group + "/auc")[0]);
        }
    }

    @Test
    void ranksMrrAndHits() {
        Npz golden = golden();
        for (String group : groups(golden, "ranking")) {
            double[] positive = golden.doubles(group + "/positive");
            double[] negative = golden.doubles(group + "/negative");
            int width = golden.shape(group + "/negative")[1];
            double[] ranks = IntStream.range(0, positive.length)
                    .mapToDouble(i ->
                            RankingMetrics.rank(positive[i], Arrays.copyOfRange(negative, i * width, (i + 1) * width)))
                    .toArray();
            assertThat(ranks).as(group).isEqualTo(golden.doubles(group + "/rank"));
            assertThat(RankingMetrics.meanReciprocalRank(ranks))
                    .isCloseTo(golden.doubles(group + "/mrr")[0], within(1e-15));
            for (String name : atK(golden, group)) {
                assertThat(RankingMetrics.hitsAt(k(name), ranks))
                        .as(name)
                        .isCloseTo(golden.doubles(name)[0], within(1e-7));
            }
        }
    }

    @Test
    void ndcg() {
        Npz golden = golden();
        for (String group : groups(golden, "ndcg")) {
            int[] shape = golden.shape(group + "/true");
            double[] gain = golden.doubles(group + "/true");
            double[] predicted = golden.doubles(group + "/predicted");
            for (String name : atK(golden, group)) {
                double[] rows = IntStream.range(0, shape[0])
                        .mapToDouble(row -> Ndcg.at(k(name), row(gain, row, shape[1]), row(predicted, row, shape[1])))
                        .toArray();
                assertThat(NumpyMath.mean(rows)).as(name).isCloseTo(golden.doubles(name)[0], within(1e-12));
            }
        }
    }

    @Test
    void f1() {
        Npz golden = golden();
        F1Scores scores = F1Scores.of(golden.ints("f1/true"), golden.ints("f1/predicted"));
        assertThat(scores.micro()).isCloseTo(golden.doubles("f1/micro")[0], within(1e-15));
        assertThat(scores.macro()).isCloseTo(golden.doubles("f1/macro")[0], within(1e-15));
        assertThat(scores.weighted()).isCloseTo(golden.doubles("f1/weighted")[0], within(1e-15));
    }

    private static Npz golden() {
        return Npz.read(GoldenFiles.find("primitives/metrics.npz"));
    }

    private static Set<String> groups(Npz golden, String kind) {
        Set<String> groups = new TreeSet<>();
        for (String name : golden.names()) {
            if (name.startsWith(kind)) {
                groups.add(name.substring(0, name.indexOf('/')));
            }
        }
        assertThat(groups).as("groups of " + kind).isNotEmpty();
        return groups;
    }

    private static Set<String> atK(Npz golden, String group) {
        Set<String> names = new TreeSet<>();
        for (String name : golden.names()) {
            if (name.startsWith(group + "/") && AT_K.matcher(name).matches()) {
                names.add(name);
            }
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    private static int k(String name) {
        return Integer.parseInt(name.substring(name.indexOf('@') + 1));
    }

    private static double[] row(double[] matrix, int row, int width) {
        return Arrays.copyOfRange(matrix, row * width, (row + 1) * width);
    }

    private static double[] where(int[] label, double[] score, int wanted) {
        return IntStream.range(0, label.length)
                .filter(i -> label[i] == wanted)
                .mapToDouble(i -> score[i])
                .toArray();
    }
}
