package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How negatives are drawn (Poursafaei et al., "Towards Better Evaluation for Dynamic Link Prediction", NeurIPS 2022). */
public enum NegativeKind {
    /** The positive's source with any destination. */
    RANDOM,
    /** Pairs that occurred before the batch and do not occur in it. */
    HISTORICAL,
    /** Historical pairs that were not seen in training (of the test: nor in validation). */
    INDUCTIVE;

    /** Name in options and records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that name. */
    public static NegativeKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> InvalidInput.at(
                        "negatives",
                        Arrays.stream(values()).map(NegativeKind::label).collect(Collectors.joining(", ")),
                        label));
    }
}
