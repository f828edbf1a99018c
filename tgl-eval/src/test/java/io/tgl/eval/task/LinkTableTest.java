package io.tgl.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.event.EventStream;
import io.tgl.eval.metric.ClassificationMetrics;
import io.tgl.eval.negative.RandomNegatives;
import io.tgl.eval.record.Measure;
import io.tgl.eval.testing.SyntheticStreams;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkTableTest {
    private static final EventStream STREAM = SyntheticStreams.of(5, 30, 47);
    private static final LinkTable TABLE = LinkTable.of(STREAM, 10, new RandomNegatives(STREAM, 2));

    @Test
    void positivesThenNegativesBatchByBatch() {
        assertThat(TABLE.rows()).isEqualTo(94);
        assertThat(TABLE.batches()).isEqualTo(5);
        assertThat(TABLE.batch(4).size()).isEqualTo(7);
        for (int event = 0; event < STREAM.size(); event++) {
            int positive = TABLE.positiveRow(event);
            int negative = TABLE.negativeRow(event);
            assertThat(TABLE.isPositive(positive)).isTrue();
            assertThat(TABLE.isPositive(negative)).isFalse();
            assertThat(TABLE.event(positive)).isEqualTo(event);
            assertThat(TABLE.event(negative)).isEqualTo(event);
            assertThat(TABLE.destination()[positive]).isEqualTo(STREAM.destination(event));
            assertThat(TABLE.source()[negative]).isEqualTo(STREAM.source(event));
            assertThat(TABLE.time()[negative]).isEqualTo(STREAM.time(event));
        }
        assertThat(TABLE.positiveRow(46)).isEqualTo(86);
        assertThat(TABLE.negativeRow(46)).isEqualTo(93);
    }

    @Test
    void theSamplerStartsAnewForEveryTable() {
        RandomNegatives sampler = new RandomNegatives(STREAM, 2);
        LinkTable.of(STREAM, 10, sampler);
        assertThat(LinkTable.of(STREAM, 10, sampler).destination()).isEqualTo(TABLE.destination());
    }

    @Test
    void figuresAreMeansOverBatchesOfAnySize() {
        float[] scores = new float[TABLE.rows()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = (row * 37) % 11;
        }
        double ap = 0;
        for (int b = 0; b < 5; b++) {
            int first = TABLE.firstRow(b);
            int n = TABLE.batch(b).size();
            ap += ClassificationMetrics.binary(scores, first, first + n, first + 2 * n)
                            .averagePrecision()
                    / 5;
        }
        assertThat(LinkPrediction.figures(TABLE, scores).averagePrecision()).isCloseTo(ap, within(1e-15));
        EventStream none = STREAM.select(new int[0]);
        LinkTable empty = LinkTable.of(none, 10, new RandomNegatives(none, 1));
        assertThat(LinkPrediction.figures(empty, new float[0]).rocAuc()).isNaN();
    }

    @Test
    void kindsOfPairs() {
        int[] source = {0, 0, 1, 0, 2, 0};
        int[] destination = {1, 1, 0, 3, 1, 1};
        long[] time = {5, 5, 6, 7, 8, 9};
        EventStream stream = EventStream.of(4, source, destination, time).build();
        PairKinds kinds = new PairKinds(stream, new boolean[] {true, true, true, false});
        assertThat(List.of(
                        kinds.kind(stream, 0),
                        kinds.kind(stream, 1),
                        kinds.kind(stream, 2),
                        kinds.kind(stream, 3),
                        kinds.kind(stream, 4),
                        kinds.kind(stream, 5)))
                .containsExactly(
                        Measure.NEW_PAIR,
                        Measure.NEW_PAIR,
                        Measure.NEW_PAIR,
                        Measure.NEW_NODE,
                        Measure.NEW_PAIR,
                        Measure.REPEATED_PAIR);
        LinkTable table = LinkTable.of(stream, 4, new RandomNegatives(stream, 0));
        float[] scores = new float[table.rows()];
        for (int event = 0; event < 6; event++) {
            scores[table.positiveRow(event)] = event == 3 ? 0 : 1;
            scores[table.negativeRow(event)] = event == 3 ? 1 : 0;
        }
        assertThat(kinds.averagePrecision(Measure.TEST, table, scores))
                .containsExactly(
                        new Measure(Measure.TEST, Measure.REPEATED_PAIR, Measure.AP, 1.0, 1),
                        new Measure(Measure.TEST, Measure.NEW_PAIR, Measure.AP, 1.0, 4),
                        new Measure(Measure.TEST, Measure.NEW_NODE, Measure.AP, 0.5, 1));
    }
}
