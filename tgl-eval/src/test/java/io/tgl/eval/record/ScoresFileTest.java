package io.tgl.eval.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowTableReader;
import io.tgl.eval.metric.ClassificationMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresFileTest {
    private static final List<String> SPLITS = List.of(Measure.VALIDATION, Measure.TEST);

    @TempDir
    Path folder;

    private static void pair(ScoresFile.Sink sink, String split, long seed, int query, float positive, float negative)
            throws IOException {
        sink.add(split, seed, query, 100 + query, 1_000L + query, 0, true, positive);
        sink.add(split, seed, query, 200 + query, 1_000L + query, 1, false, negative);
    }

    @Test
    void rowsReadBackInOrder() {
        Path file = folder.resolve("scores.arrow");
        int queries = 70_000;
        ScoresFile.write(file, SPLITS, sink -> {
            for (int q = 0; q < queries; q++) {
                pair(sink, q < 10 ? Measure.VALIDATION : Measure.TEST, 3, q, 0.75f, 0.1f);
            }
        });
        long row = 0;
        try (ArrowTableReader table = ArrowTableReader.open(file)) {
            assertThat(table.metadata()).containsEntry("tgl.format_version", "1");
            while (table.next()) {
                assertThat(table.firstRow()).isEqualTo(row);
                String[] split = table.texts("split");
                long[] source = table.longs("src");
                long[] destination = table.longs("dst");
                long[] time = table.longs("time");
                double[] score = table.doubles("score");
                for (int i = 0; i < table.rows(); i++) {
                    long query = row / 2;
                    assertThat(split[i]).isEqualTo(query < 10 ? Measure.VALIDATION : Measure.TEST);
                    assertThat(source[i]).isEqualTo(query);
                    assertThat(destination[i]).isEqualTo((row % 2 == 0 ? 100 : 200) + query);
                    assertThat(time[i]).isEqualTo(1_000 + query);
                    assertThat(score[i]).isEqualTo(row % 2 == 0 ? 0.75f : 0.1f);
                    row++;
                }
                assertThat(Arrays.stream(table.longs("seed")).distinct()).containsExactly(3L);
            }
        }
        assertThat(row).isEqualTo(2L * queries);
    }

    @Test
    void metricsArePerBatchAndOverAll() {
        Path file = folder.resolve("scores.arrow");
        float[] positive = {0.9f, 0.2f, 0.8f, 0.4f, 0.7f};
        float[] negative = {0.1f, 0.3f, 0.8f, 0.6f, 0.2f};
        ScoresFile.write(file, SPLITS, sink -> {
            for (int q = 0; q < positive.length; q++) {
                pair(sink, Measure.TEST, 0, q, positive[q], negative[q]);
            }
        });
        ScoredMetrics.Scored scored = ScoredMetrics.compute(file, 2).getFirst();
        double expected =
                (ap(positive, negative, 0, 2) + ap(positive, negative, 2, 4) + ap(positive, negative, 4, 5)) / 3;
        assertThat(scored.metric("AP")).isCloseTo(expected, within(1e-15));
        assertThat(scored.metric("AP over all")).isEqualTo(ap(positive, negative, 0, 5));
        assertThat(scored.measures())
                .extracting(Measure::metric)
                .containsExactly("AP", "AUC", "AP over all", "AUC over all");
        assertThat(scored.measures()).allSatisfy(m -> assertThat(m.positives()).isEqualTo(5));
        assertThat(ScoredMetrics.compute(file, 200).getFirst().metric("AUC")).isEqualTo(scored.metric("AUC over all"));
    }

    private static double ap(float[] positive, float[] negative, int from, int to) {
        return ClassificationMetrics.averagePrecision(part(positive, from, to), part(negative, from, to));
    }

    private static double[] part(float[] values, int from, int to) {
        double[] part = new double[to - from];
        for (int i = 0; i < part.length; i++) {
            part[i] = values[from + i];
        }
        return part;
    }

    @Test
    void severalNegativesGiveRanks() {
        Path file = folder.resolve("scores.arrow");
        ScoresFile.write(file, SPLITS, sink -> {
            float[][] queries = {{0.9f, 0.1f, 0.2f, 0.3f}, {0.5f, 0.6f, 0.5f, 0.1f}, {0.1f, 0.2f}};
            for (float[] scores : queries) {
                for (int c = 0; c < scores.length; c++) {
                    sink.add(Measure.TEST, 0, 1, c, 5, c, c == 0, scores[c]);
                }
            }
        });
        ScoredMetrics.Scored scored = ScoredMetrics.compute(file, 200).getFirst();
        // Ranks 1, 2.5 (one above, one tie) and 2.
        assertThat(scored.metric("MRR")).isCloseTo((1 + 1 / 2.5 + 0.5) / 3, within(1e-15));
        assertThat(scored.metric("hits@1")).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(scored.metric("hits@3")).isEqualTo(1);
    }

    @Test
    void splitsAndSeedsAreKeptApart() {
        Path file = folder.resolve("scores.arrow");
        ScoresFile.write(file, SPLITS, sink -> {
            pair(sink, Measure.TEST, 1, 0, 1, 0);
            pair(sink, Measure.VALIDATION, 0, 0, 0, 1);
            pair(sink, Measure.TEST, 1, 1, 1, 0);
        });
        List<ScoredMetrics.Scored> all = ScoredMetrics.compute(file, 200);
        assertThat(all).extracting(ScoredMetrics.Scored::split).containsExactly(Measure.TEST, Measure.VALIDATION);
        assertThat(all.getFirst().metric("AUC")).isEqualTo(1);
        assertThat(all.getFirst().measures().getFirst().positives()).isEqualTo(2);
        assertThat(all.getLast().metric("AUC")).isZero();
    }

    @Test
    void badScoresAreRefusedAndLeaveNothing() throws IOException {
        Path file = folder.resolve("scores.arrow");
        assertThatThrownBy(() -> ScoresFile.write(file, SPLITS, sink -> pair(sink, "train", 0, 0, 1, 0)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("train");
        assertThatThrownBy(() -> ScoresFile.write(file, SPLITS, sink -> pair(sink, Measure.TEST, 0, 0, Float.NaN, 0)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> ScoresFile.write(folder.resolve("none/scores.arrow"), SPLITS, _ -> {}))
                .isInstanceOf(UncheckedIOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void badFilesAreRefusedNamingThePlace() throws IOException {
        Path lonely = folder.resolve("lonely.arrow");
        ScoresFile.write(lonely, SPLITS, sink -> {
            pair(sink, Measure.TEST, 0, 0, 1, 0);
            sink.add(Measure.TEST, 0, 1, 2, 3, 0, true, 1);
        });
        refused(lonely, "lonely.arrow", "row 2", "one negative");
        Path none = folder.resolve("none.arrow");
        ScoresFile.write(none, SPLITS, _ -> {});
        refused(none, "none.arrow", "no row");
        byte[] whole = Files.readAllBytes(lonely);
        Path cut = Files.write(folder.resolve("cut.arrow"), Arrays.copyOf(whole, whole.length / 2));
        refused(cut, "cut.arrow", "truncated");
        refused(Files.createFile(folder.resolve("empty.arrow")), "empty.arrow", "empty file");
        refused(folder, "directory");
    }

    private static void refused(Path file, String... parts) {
        assertThatThrownBy(() -> ScoredMetrics.compute(file, 200))
                .isInstanceOf(InvalidInput.class)
                .message()
                .contains(parts);
    }
}
