package io.tgl.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.random.NumpyRandomState;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionThresholdTest {
    @Test
    void noOtherScoreIsBetter() {
        int n = 200;
        int[] rounded = new NumpyRandomState(2).integers(30, n);
        int[] coin = new NumpyRandomState(3).integers(4, n);
        float[] scores = new float[n];
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = coin[i] == 0;
            scores[i] = rounded[i] + (positive[i] ? 6 : 0);
        }
        DecisionThreshold best = DecisionThreshold.ofBestMacroF1(scores, positive);
        assertThat(best.macroF1()).isEqualTo(macroF1(scores, positive, best.score()));
        for (float score : scores) {
            assertThat(macroF1(scores, positive, score)).isLessThanOrEqualTo(best.macroF1());
        }
        assertThat(best.macroF1On(scores, positive)).isEqualTo(best.macroF1());
    }

    private static double macroF1(float[] scores, boolean[] positive, float threshold) {
        int[] truth =
                IntStream.range(0, scores.length).map(i -> positive[i] ? 1 : 0).toArray();
        int[] called = IntStream.range(0, scores.length)
                .map(i -> scores[i] >= threshold ? 1 : 0)
                .toArray();
        return F1Scores.of(truth, called).macro();
    }

    @Test
    void separatesWhatCanBeSeparated() {
        DecisionThreshold best = DecisionThreshold.ofBestMacroF1(
                new float[] {0.1f, 0.8f, 0.3f, 0.7f}, new boolean[] {false, true, false, true});
        assertThat(best.macroF1()).isEqualTo(1);
        assertThat(best.score()).isEqualTo(0.7f);
    }
}
