package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.StoredArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What an epoch gave of a run that is validated by one figure.
 *
 * @param epoch from 1
 * @param loss mean training loss of its steps
 * @param validation the figure: MRR of a ranking, NDCG@10 of an affinity
 * @param improved whether it is the best so far
 * @param seconds wall seconds, evaluation included
 */
public record ValidatedEpoch(int epoch, double loss, double validation, boolean improved, double seconds) {
    private static final int COLUMNS = 5;

    /** A curve over epochs. */
    public static List<Double> curve(List<ValidatedEpoch> epochs, ToDoubleFunction<ValidatedEpoch> value) {
        return epochs.stream().mapToDouble(value).boxed().toList();
    }

    /** Float64 table [epochs, 5]. */
    static StoredArray store(List<ValidatedEpoch> epochs) {
        double[] table = new double[epochs.size() * COLUMNS];
        int at = 0;
        for (ValidatedEpoch e : epochs) {
            table[at++] = e.epoch;
            table[at++] = e.loss;
            table[at++] = e.validation;
            table[at++] = e.improved ? 1 : 0;
            table[at++] = e.seconds;
        }
        return StoredArray.of(table, epochs.size(), COLUMNS);
    }

    static List<ValidatedEpoch> load(StoredArray stored) {
        int[] shape = stored.shape();
        if (shape.length != 2 || shape[1] != COLUMNS || shape[0] == 0) {
            throw InvalidInput.at("checkpoint, epochs", "shape [epochs, " + COLUMNS + "]", Arrays.toString(shape));
        }
        double[] table = stored.doubles();
        List<ValidatedEpoch> epochs = new ArrayList<>();
        for (int at = 0; at < table.length; at += COLUMNS) {
            epochs.add(new ValidatedEpoch(
                    (int) table[at], table[at + 1], table[at + 2], table[at + 3] != 0, table[at + 4]));
        }
        return epochs;
    }
}
