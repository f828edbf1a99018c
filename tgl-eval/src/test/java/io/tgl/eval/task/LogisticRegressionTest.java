package io.tgl.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.random.NumpyRandomState;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
    private static final int ROWS = 400;

    private final FeatureTable x = table();
    private final boolean[] positive = classes();

    private static FeatureTable table() {
        double[] draws = new NumpyRandomState(1).doubles(2 * ROWS);
        float[] values = new float[2 * ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i % 2 == 0 ? 50 + 10 * draws[i] : draws[i]);
        }
        return FeatureTable.of(values, ROWS, 2);
    }

    private boolean[] classes() {
        double[] draws = new NumpyRandomState(2).doubles(ROWS);
        boolean[] classes = new boolean[ROWS];
        float[] row = new float[2];
        for (int i = 0; i < ROWS; i++) {
            x.copyRow(i, row, 0);
            classes[i] = (row[0] - 55) / 5 + 3 * (draws[i] - 0.7) > 0;
        }
        return classes;
    }

    /** At the optimum the gradient of weighted log-likelihood less penalty is zero in every weight. */
    @Test
    void theGradientIsZero() {
        double positiveWeight = 2.5;
        double negativeWeight = 0.7;
        LogisticRegression fitted = LogisticRegression.fit(x, positive, ROWS, positiveWeight, negativeWeight);
        double[] weights = fitted.weights();
        float[] p = fitted.predict(x, 0, ROWS);
        double[][] z = standardised();
        double[] gradient = new double[3];
        for (int i = 0; i < ROWS; i++) {
            double error = positive[i] ? positiveWeight * (1 - p[i]) : -negativeWeight * p[i];
            gradient[0] += error;
            gradient[1] += error * z[i][0];
            gradient[2] += error * z[i][1];
        }
        assertThat(gradient[0]).isCloseTo(0, within(1e-4));
        assertThat(gradient[1] - weights[1]).isCloseTo(0, within(1e-4));
        assertThat(gradient[2] - weights[2]).isCloseTo(0, within(1e-4));
        assertThat(weights[1]).isGreaterThan(5 * Math.abs(weights[2]));
    }

    private double[][] standardised() {
        double[][] z = new double[ROWS][2];
        float[] row = new float[2];
        for (int j = 0; j < 2; j++) {
            double sum = 0;
            double square = 0;
            for (int i = 0; i < ROWS; i++) {
                x.copyRow(i, row, 0);
                z[i][j] = row[j];
                sum += row[j];
            }
            for (int i = 0; i < ROWS; i++) {
                z[i][j] -= sum / ROWS;
                square += z[i][j] * z[i][j];
            }
            for (int i = 0; i < ROWS; i++) {
                z[i][j] /= Math.sqrt(square / ROWS);
            }
        }
        return z;
    }

    @Test
    void aColumnWithoutSpreadDoesNothing() {
        FeatureTable flat = FeatureTable.of(new float[] {1, 1, 1, 1}, 4, 1);
        boolean[] classes = {true, false, false, false};
        LogisticRegression fitted = LogisticRegression.fit(flat, classes, 4, 1, 1);
        assertThat(fitted.predict(flat, 0, 4)[2]).isCloseTo(0.25f, within(1e-6f));
    }
}
