package io.tgl.core.graph;

import io.tgl.core.random.NumpyRandomState;

/**
 * Draws from one sequence, query after query in the order of the call: what a published implementation draws with a
 * seeded sequential generator. Queries without history draw nothing. Runs on one thread.
 *
 * @param sequence the generator
 */
public record ReplayedDraws(Sequence sequence) implements NeighborDraws {
    /** A sequential generator, e.g. that of {@link #numpy}. */
    public interface Sequence {
        /** As {@code randint(0, count)}: one number from 0 .. count - 1. */
        int index(int count);

        /** As {@code random_sample()}: one number from [0, 1). */
        double uniform();

        /** Back to the seed. */
        void reset();
    }

    /** NumPy's {@code RandomState(seed)}: {@code choice(n, k)} and {@code choice(n, k, p)} of the published samplers. */
    public static ReplayedDraws numpy(long seed) {
        return new ReplayedDraws(new Sequence() {
            private NumpyRandomState state = new NumpyRandomState(seed);

            @Override
            public int index(int count) {
                return state.integers(count, 1)[0];
            }

            @Override
            public double uniform() {
                return state.doubles(1)[0];
            }

            @Override
            public void reset() {
                state = new NumpyRandomState(seed);
            }
        });
    }

    @Override
    public Cursor cursor() {
        return new Cursor() {
            @Override
            public void start(int node, long at, int query) {}

            @Override
            public int index(int count) {
                return sequence.index(count);
            }

            @Override
            public double uniform() {
                return sequence.uniform();
            }
        };
    }

    @Override
    public boolean inOrder() {
        return true;
    }

    @Override
    public void reset() {
        sequence.reset();
    }
}
