package io.tgl.models.query;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;

/**
 * What turned out to be true of {@link AffinityQueries}: a distribution over classes a query, sparse. Row i has entries
 * offset[i] .. offset[i + 1] - 1, ascending by class.
 *
 * @param offset q + 1 places where rows begin
 * @param classId class of each entry
 * @param value share of each entry; the shares of a row add up to 1
 */
public record AffinityTargets(int[] offset, int[] classId, double[] value) {
    /** Checks the lengths. */
    public AffinityTargets {
        if (offset.length == 0 || offset[offset.length - 1] != classId.length || classId.length != value.length) {
            throw InvalidInput.at(
                    "affinity targets", "offsets that end at " + classId.length + " entries", value.length);
        }
    }

    /** q. */
    public int size() {
        return offset.length - 1;
    }

    /** Row i as a dense vector of shares. */
    public double[] dense(int i, int classes) {
        double[] row = new double[classes];
        for (int at = offset[i]; at < offset[i + 1]; at++) {
            row[classId[at]] = value[at];
        }
        return row;
    }

    /** Classes of row i. */
    public int[] classes(int i) {
        return Arrays.copyOfRange(classId, offset[i], offset[i + 1]);
    }

    /** Shares of row i. */
    public double[] shares(int i) {
        return Arrays.copyOfRange(value, offset[i], offset[i + 1]);
    }
}
