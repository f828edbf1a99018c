package io.tgl.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.random.NumpyRandomState;
import org.junit.jupiter.api.Test;

class BootstrapIntervalTest {
    private static final int RESAMPLES = 2000;

    /** Against the normal approximation of Hanley and McNeil (1982), for an area of 0.76 with 300 of each class. */
    @Test
    void isAsWideAsTheTextbookSays() {
        int n = 600;
        double[] noise = new NumpyRandomState(4).doubles(n);
        float[] scores = new float[n];
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = i % 2 == 0;
            scores[i] = (float) (noise[i] + (positive[i] ? 0.3 : 0));
        }
        double auc = rocAuc(scores, positive);
        double q1 = auc / (2 - auc);
        double q2 = 2 * auc * auc / (1 + auc);
        double variance = (auc * (1 - auc) + 299 * (q1 - auc * auc) + 299 * (q2 - auc * auc)) / (300.0 * 300);
        BootstrapInterval interval = BootstrapInterval.ofRocAuc(scores, positive, RESAMPLES, 1);
        assertThat(interval.resamples()).isEqualTo(RESAMPLES);
        assertThat(interval.low()).isLessThan(auc);
        assertThat(interval.high()).isGreaterThan(auc);
        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * Math.sqrt(variance), within(0.015));
    }

    private static double rocAuc(float[] scores, boolean[] positive) {
        double pairs = 0;
        double right = 0;
        for (int p = 0; p < scores.length; p++) {
            for (int n = 0; n < scores.length; n++) {
                if (positive[p] && !positive[n]) {
                    pairs++;
                    right += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }
        return right / pairs;
    }

    @Test
    void oneClassAloneInAResampleDoesNotCount() {
        BootstrapInterval interval = BootstrapInterval.ofRocAuc(
                new float[] {0.2f, 0.9f, 0.4f}, new boolean[] {false, true, false}, RESAMPLES, 1);
        assertThat(interval.resamples()).isLessThan(RESAMPLES).isGreaterThan(RESAMPLES / 2);
        assertThat(interval.low()).isEqualTo(1);
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void equalScoresAreHalfRight() {
        BootstrapInterval interval = BootstrapInterval.ofRocAuc(
                new float[8], new boolean[] {true, true, false, true, false, false, true, false}, 100, 3);
        assertThat(interval.low()).isEqualTo(0.5);
        assertThat(interval.high()).isEqualTo(0.5);
    }

    @Test
    void theSeedDecides() {
        float[] scores = {0.1f, 0.7f, 0.5f, 0.9f, 0.4f, 0.3f};
        boolean[] positive = {false, true, false, true, true, false};
        BootstrapInterval once = BootstrapInterval.ofRocAuc(scores, positive, 50, 3);
        assertThat(BootstrapInterval.ofRocAuc(scores, positive, 50, 3)).isEqualTo(once);
    }
}
