package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.StoredArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Epoch results as a float64 table [epochs, 9], columns as in {@link EpochResult}. */
final class EpochTable {
    private static final int COLUMNS = 9;

    private EpochTable() {}

    static StoredArray store(List<EpochResult> epochs) {
        double[] table = new double[epochs.size() * COLUMNS];
        int at = 0;
        for (EpochResult e : epochs) {
            table[at++] = e.epoch();
            table[at++] = e.loss();
            table[at++] = e.validationAp();
            table[at++] = e.validationAuc();
            table[at++] = e.newNodeAp();
            table[at++] = e.newNodeAuc();
            table[at++] = e.improved() ? 1 : 0;
            table[at++] = e.trainSeconds();
            table[at++] = e.evaluationSeconds();
        }
        return StoredArray.of(table, epochs.size(), COLUMNS);
    }

    static List<EpochResult> load(StoredArray stored) {
        int[] shape = stored.shape();
        if (shape.length != 2 || shape[1] != COLUMNS) {
            throw InvalidInput.at("checkpoint, epochs", "shape [epochs, " + COLUMNS + "]", Arrays.toString(shape));
        }
        double[] table = stored.doubles();
        List<EpochResult> epochs = new ArrayList<>();
        for (int at = 0; at < table.length; at += COLUMNS) {
            epochs.add(new EpochResult(
                    (int) table[at],
                    table[at + 1],
                    table[at + 2],
                    table[at + 3],
                    table[at + 4],
                    table[at + 5],
                    table[at + 6] != 0,
                    table[at + 7],
                    table[at + 8]));
        }
        return epochs;
    }
}
