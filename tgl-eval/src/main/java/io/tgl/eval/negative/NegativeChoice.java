package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which negatives a run trains against and which it is tested against. Validation, which chooses the epoch, always draws
 * random ones, as published.
 *
 * @param training of the training batches: random or historical
 * @param test of the test sets, each at most once, in the order of {@link NegativeKind}
 */
public record NegativeChoice(NegativeKind training, List<NegativeKind> test) {
    /** Random ones everywhere, as in the published tables' first part. */
    public static final NegativeChoice PUBLISHED =
            new NegativeChoice(NegativeKind.RANDOM, List.of(NegativeKind.RANDOM));

    /** Sorts the tests' kinds; refuses none of them, and training against inductive ones. */
    public NegativeChoice {
        test = test.stream().distinct().sorted().toList();
        if (test.isEmpty()) {
            throw InvalidInput.at("test negatives", "at least one of random, historical, inductive", "none");
        }
        if (training == NegativeKind.INDUCTIVE) {
            throw InvalidInput.at(
                    "training negatives",
                    "random or historical (inductive ones are pairs that training does not see)",
                    training.label());
        }
    }

    /** The same tested against these. */
    public NegativeChoice tested(List<NegativeKind> kinds) {
        return new NegativeChoice(training, kinds);
    }

    /** For records: "random", "random in validation, historical, inductive in test", "...; trained on historical". */
    public String describe() {
        String kinds = test.stream().map(NegativeKind::label).collect(Collectors.joining(", "));
        String evaluated = test.contains(NegativeKind.RANDOM) ? kinds : "random in validation, " + kinds + " in test";
        return training == NegativeKind.RANDOM ? evaluated : evaluated + "; trained on " + training.label();
    }
}
