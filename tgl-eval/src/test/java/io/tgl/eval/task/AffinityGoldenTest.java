package io.tgl.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.metric.Ndcg;
import io.tgl.eval.record.Measure;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.models.heuristic.LabelAverage;
import io.tgl.models.heuristic.MessageAverage;
import io.tgl.models.model.AffinityScorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heuristics of node affinity against golden predictions, and their figures on labels derived from public streams. */
@Tag("golden")
class AffinityGoldenTest {
    private static final long DAY = 86_400;
    private static final int BATCH = 12;

    @Test
    void heuristicsUnderThePublishedLoop() {
        Npz golden = Npz.read(GoldenFiles.find("tgnv2/heuristics.npz"));
        EventStream events = GoldenAffinity.stream(golden);
        AffinityLabels labels = GoldenAffinity.labels(golden);
        int nodes = events.nodeCount();
        int classes = labels.classes();
        int[] classOf = labels.classOf(nodes);
        Map<String, AffinityScorer> scorers = Map.of(
                "persistent", LabelAverage.persistentForecast(nodes, classes),
                "average3", LabelAverage.movingAverage(nodes, classes, 3),
                "average7", LabelAverage.movingAverage(nodes, classes, 7),
                "message_average1", new MessageAverage(classOf, classes, 1),
                "message_average4", new MessageAverage(classOf, classes, 4));
        scorers.forEach((name, scorer) -> {
            List<double[]> predictions = new ArrayList<>();
            AffinityLoop loop = new AffinityLoop(events, labels, LabelVisibility.TGB, BATCH);
            loop.walk(0, events.size(), new AffinityLoop.Walker() {
                @Override
                public void observe(EventBatch batch) {
                    scorer.observe(batch);
                }

                @Override
                public void label(int step) {
                    AffinityLabels.Step asked = labels.steps().get(step);
                    double[] scores = new double[asked.queries().size() * classes];
                    scorer.affinities(asked.queries(), scores);
                    predictions.add(scores);
                    scorer.observeLabels(asked.queries(), asked.targets());
                }
            });
            assertThat(predictions).hasSize((int) golden.longs("labels")[0]);
            for (int step = 0; step < predictions.size(); step++) {
                String at = name + "/label" + step;
                assertThat(predictions.get(step))
                        .as(at)
                        .usingComparatorWithPrecision(1e-12)
                        .containsExactly(golden.doubles(at + "/prediction"));
                assertThat(ndcg(labels.steps().get(step), predictions.get(step), classes))
                        .as(at)
                        .isCloseTo(golden.doubles(at + "/ndcg")[0], within(1e-9));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"uci", "wikipedia"})
    void figuresOfDerivedLabels(String data) throws IOException {
        assumeTrue(data.equals("uci") || System.getenv("TGL_DATA") != null, "TGL_DATA is not set: no " + data);
        JsonNode golden = new ObjectMapper()
                .readTree(GoldenFiles.find("affinity/derived.json").toFile())
                .get("data")
                .get(data + "/" + DAY);
        EventStream events = Datasets.load(data).events();
        AffinityLabels labels = AffinityLabels.of(events, DAY, false);
        assertThat(labels.classes()).isEqualTo(golden.get("classes").intValue());
        assertThat(labels.steps()).hasSize(golden.get("label_periods").intValue());
        assertThat(labels.rows()).isEqualTo(golden.get("label_rows").intValue());
        int nodes = events.nodeCount();
        compare(golden.get("persistent"), events, labels, LabelAverage.persistentForecast(nodes, labels.classes()));
        compare(golden.get("moving_average_7"), events, labels, LabelAverage.movingAverage(nodes, labels.classes(), 7));
    }

    private static void compare(JsonNode golden, EventStream events, AffinityLabels labels, AffinityScorer scorer) {
        AffinityTask task = new AffinityTask(ChronologicalSplit.of(events), labels, LabelVisibility.STRICT);
        AffinityEvaluation evaluation = new AffinityEvaluation(task, scorer);
        AffinityLoop loop = new AffinityLoop(events, labels, LabelVisibility.STRICT, 200);
        loop.walk(0, events.size(), evaluation);
        assertThat(loop.reached()).isEqualTo(labels.steps().size());
        assertThat(loop.eventsOfTheirPeriod()).isZero();
        Map.of("val", Measure.VALIDATION, "test", Measure.TEST).forEach((there, here) -> {
            JsonNode expected = golden.get(there);
            double[] perPeriod = evaluation.periods(here).stream()
                    .mapToDouble(AffinityEvaluation.Period::mean)
                    .toArray();
            assertThat(perPeriod).hasSize(expected.get("per_period").size());
            for (int i = 0; i < perPeriod.length; i++) {
                assertThat(perPeriod[i])
                        .isCloseTo(expected.get("per_period").get(i).doubleValue(), within(1e-9));
            }
            assertThat(evaluation.meanOverPeriods(here))
                    .isCloseTo(expected.get("mean").doubleValue(), within(1e-9));
            assertThat(evaluation.meanOverRows(here))
                    .isCloseTo(expected.get("mean_over_rows").doubleValue(), within(1e-9));
        });
    }

    private static double ndcg(AffinityLabels.Step step, double[] scores, int classes) {
        double sum = 0;
        int n = step.queries().size();
        for (int i = 0; i < n; i++) {
            double[] prediction = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
            sum += Ndcg.at(AffinityEvaluation.RANKS, step.targets().dense(i, classes), prediction);
        }
        return sum / n;
    }
}
