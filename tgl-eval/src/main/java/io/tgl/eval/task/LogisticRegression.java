package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;

/**
 * Logistic regression with an L2 penalty of half the squared weights (not of the intercept) on standardised columns, to
 * convergence by Newton's method in double. One thread; sums in the order of the rows.
 */
public final class LogisticRegression {
    private static final int MOST_STEPS = 100;
    private static final double CONVERGED = 1e-9;

    private final double[] mean;
    private final double[] scale;
    private final double[] weight;

    private LogisticRegression(double[] mean, double[] scale) {
        this.mean = mean;
        this.scale = scale;
        this.weight = new double[mean.length + 1];
    }

    /**
     * Fits rows 0 to {@code rows - 1}.
     *
     * @param positiveWeight what a positive row counts
     * @param negativeWeight what a negative row counts
     */
    public static LogisticRegression fit(
            FeatureTable x, boolean[] positive, int rows, double positiveWeight, double negativeWeight) {
        if (rows < 1 || rows > x.rows() || rows > positive.length) {
            throw InvalidInput.at("logistic regression", "1 to " + x.rows() + " rows", rows);
        }
        LogisticRegression model = standardised(x, rows);
        double step = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MOST_STEPS && step > CONVERGED; i++) {
            step = model.newton(x, positive, rows, positiveWeight, negativeWeight);
        }
        return model;
    }

    private static LogisticRegression standardised(FeatureTable x, int rows) {
        int n = x.width();
        double[] mean = new double[n];
        double[] square = new double[n];
        float[] row = new float[n];
        for (int i = 0; i < rows; i++) {
            x.copyRow(i, row, 0);
            for (int j = 0; j < n; j++) {
                double before = mean[j];
                mean[j] += (row[j] - before) / (i + 1);
                square[j] += (row[j] - before) * (row[j] - mean[j]);
            }
        }
        double[] scale = new double[n];
        for (int j = 0; j < n; j++) {
            scale[j] = square[j] > 0 ? Math.sqrt(rows / square[j]) : 0;
        }
        return new LogisticRegression(mean, scale);
    }

    /** One step; returns the largest change of a weight. */
    private double newton(FeatureTable x, boolean[] positive, int rows, double positiveWeight, double negativeWeight) {
        int n = weight.length;
        double[][] system = new double[n][n + 1];
        double[] z = new double[n];
        for (int i = 0; i < rows; i++) {
            row(x, i, z);
            double p = probability(z);
            double w = positive[i] ? positiveWeight : negativeWeight;
            double error = w * ((positive[i] ? 1 : 0) - p);
            double curvature = w * p * (1 - p);
            for (int a = 0; a < n; a++) {
                system[a][n] += error * z[a];
                for (int b = 0; b < n; b++) {
                    system[a][b] += curvature * z[a] * z[b];
                }
            }
        }
        for (int a = 1; a < n; a++) {
            system[a][n] -= weight[a];
            system[a][a] += 1;
        }
        double[] step = solve(system);
        double largest = 0;
        for (int a = 0; a < n; a++) {
            weight[a] += step[a];
            largest = Math.max(largest, Math.abs(step[a]));
        }
        return largest;
    }

    /** (1, standardised columns). */
    private void row(FeatureTable x, int i, double[] z) {
        float[] raw = new float[mean.length];
        x.copyRow(i, raw, 0);
        z[0] = 1;
        for (int j = 0; j < raw.length; j++) {
            z[j + 1] = (raw[j] - mean[j]) * scale[j];
        }
    }

    private double probability(double[] z) {
        double logit = 0;
        for (int a = 0; a < z.length; a++) {
            logit += weight[a] * z[a];
        }
        return 1 / (1 + StrictMath.exp(-logit));
    }

    /** Gaussian elimination with row pivots; the last column is the right-hand side. */
    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(system[r][c]) > Math.abs(system[pivot][c]) ? r : pivot;
            }
            double[] swapped = system[c];
            system[c] = system[pivot];
            system[pivot] = swapped;
            for (int r = c + 1; r < n; r++) {
                double factor = system[r][c] / system[c][c];
                for (int k = c; k <= n; k++) {
                    system[r][k] -= factor * system[c][k];
                }
            }
        }
        double[] solution = new double[n];
        for (int c = n - 1; c >= 0; c--) {
            double sum = system[c][n];
            for (int k = c + 1; k < n; k++) {
                sum -= system[c][k] * solution[k];
            }
            solution[c] = sum / system[c][c];
        }
        return solution;
    }

    /** Intercept, then a weight a standardised column. */
    public double[] weights() {
        return weight.clone();
    }

    /** Probabilities of the positive class of rows {@code from} to {@code to - 1}. */
    public float[] predict(FeatureTable x, int from, int to) {
        float[] scores = new float[to - from];
        double[] z = new double[weight.length];
        for (int i = from; i < to; i++) {
            row(x, i, z);
            scores[i - from] = (float) probability(z);
        }
        return scores;
    }
}
