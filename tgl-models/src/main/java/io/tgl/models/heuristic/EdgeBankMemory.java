package io.tgl.models.heuristic;

import io.tgl.core.base.InvalidInput;

/** Which of the pairs seen so far {@link EdgeBank} remembers. */
public sealed interface EdgeBankMemory {
    /** The published time window: the last 15 %. */
    double PUBLISHED_PROPORTION = 0.15;

    /** Name of the mode, as in the literature. */
    String mode();

    /** Every pair. */
    record Unlimited() implements EdgeBankMemory {
        @Override
        public String mode() {
            return "unlimited";
        }
    }

    /**
     * Pairs with an event in the time window that holds the last share of all events: from the quantile
     * {@code 1 - proportion} of the history's event times on.
     *
     * @param proportion share of the history's events, above 0, at most 1
     */
    record FixedProportion(double proportion) implements EdgeBankMemory {
        /** Checks the range. */
        public FixedProportion {
            if (!(proportion > 0 && proportion <= 1)) {
                throw InvalidInput.at("EdgeBank window", "a proportion above 0, at most 1", proportion);
            }
        }

        @Override
        public String mode() {
            return "fixed_proportion";
        }
    }

    /**
     * Pairs with an event in a time window as long as the mean gap between repeats: the sum over pairs of their mean gap,
     * divided by the number of all pairs (a pair seen once adds 0), up to the last event.
     */
    record RepeatInterval() implements EdgeBankMemory {
        @Override
        public String mode() {
            return "repeat_interval";
        }
    }

    /** Pairs that occurred at least as often as the mean pair. */
    record RepeatThreshold() implements EdgeBankMemory {
        @Override
        public String mode() {
            return "repeat_threshold";
        }
    }

    /**
     * Pairs with an event in a window of constant length that ends at the last event: the variant of the Temporal Graph
     * Benchmark, whose length is 15 % of the training duration.
     *
     * @param ticks length of the window
     */
    record SlidingWindow(double ticks) implements EdgeBankMemory {
        /** Checks the range. */
        public SlidingWindow {
            if (!(ticks >= 0)) {
                throw InvalidInput.at("EdgeBank window", "a length of at least 0 ticks", ticks);
            }
        }

        @Override
        public String mode() {
            return "sliding_window";
        }
    }
}
