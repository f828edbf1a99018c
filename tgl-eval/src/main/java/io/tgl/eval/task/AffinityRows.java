package io.tgl.eval.task;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.Arrays;

/** Collects (node, class, amount) entries of one label time in any order and makes shares of them. */
final class AffinityRows {
    private long[] key;
    private double[] amount;
    private int size;

    AffinityRows(int expected) {
        this.key = new long[Math.max(1, expected)];
        this.amount = new double[key.length];
    }

    void add(int node, int classId, double value) {
        if (size == key.length) {
            key = Arrays.copyOf(key, 2 * size);
            amount = Arrays.copyOf(amount, 2 * size);
        }
        key[size] = ((long) node << Integer.SIZE) | classId;
        amount[size++] = value;
    }

    /** All entries as rows of shares; equal (node, class) entries are added up, in order of their arrival. */
    AffinityLabels.Step step(long time) {
        long[] distinct = Arrays.copyOf(key, size);
        Arrays.sort(distinct);
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || distinct[i] != distinct[i - 1]) {
                distinct[n++] = distinct[i];
            }
        }
        double[] sum = new double[n];
        for (int i = 0; i < size; i++) {
            sum[Arrays.binarySearch(distinct, 0, n, key[i])] += amount[i];
        }
        int[] node = new int[n];
        int[] offset = new int[n + 1];
        int[] classId = new int[n];
        int rows = 0;
        for (int i = 0; i < n; i++) {
            int of = (int) (distinct[i] >>> Integer.SIZE);
            if (rows == 0 || node[rows - 1] != of) {
                node[rows] = of;
                offset[rows++] = i;
            }
            classId[i] = (int) distinct[i];
        }
        offset[rows] = n;
        normalise(sum, offset, rows, node, time);
        return new AffinityLabels.Step(
                new AffinityQueries(Arrays.copyOf(node, rows), time),
                new AffinityTargets(Arrays.copyOf(offset, rows + 1), classId, sum));
    }

    private static void normalise(double[] value, int[] offset, int rows, int[] node, long time) {
        for (int row = 0; row < rows; row++) {
            double total = 0;
            for (int at = offset[row]; at < offset[row + 1]; at++) {
                total += value[at];
            }
            if (!(total > 0) || !Double.isFinite(total)) {
                throw InvalidInput.at(
                        "label of node " + node[row] + " at time " + time, "a finite sum of weights above 0", total);
            }
            for (int at = offset[row]; at < offset[row + 1]; at++) {
                value[at] /= total;
            }
        }
    }
}
