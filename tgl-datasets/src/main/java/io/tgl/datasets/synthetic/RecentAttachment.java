package io.tgl.datasets.synthetic;

/**
 * Preferential attachment that forgets: the source of an event is uniform, the destination with probability
 * {@code attachment} that of a uniform one of the last {@code window} events, else uniform. So destination v comes next
 * with probability attachment c(v) / window + (1 - attachment) / destinations, c(v) its events among the last
 * {@code window}: who is popular stays so for a while, and then others are (Barabasi and Albert, Emergence of Scaling in
 * Random Networks, Science 286, 1999, with a memory that ends). Of a source nothing can be learnt.
 *
 * @param sources nodes 0 to sources - 1
 * @param destinations the nodes after them
 * @param attachment probability of following others
 * @param window events that can be followed
 * @param gap mean gap between events in seconds; gaps are exponential
 */
public record RecentAttachment(int sources, int destinations, double attachment, int window, double gap)
        implements SyntheticProcess {
    /** 500 sources, 1,000 destinations, nine of ten events follow one of the last 300, one a second on average. */
    public static final RecentAttachment USUAL = new RecentAttachment(500, 1000, 0.9, 300, 1);

    private static final int MOST_NODES = 1 << 29;
    private static final int LONGEST_WINDOW = 1 << 28;

    /** Checks the ranges. */
    public RecentAttachment {
        Ranges.check("sources", sources, 1, MOST_NODES);
        Ranges.check("destinations", destinations, 1, MOST_NODES);
        Ranges.check("window", window, 1, LONGEST_WINDOW);
        Ranges.checkShare("attachment", attachment);
        Ranges.checkGap(gap);
    }

    @Override
    public String name() {
        return "attachment";
    }

    @Override
    public int nodes() {
        return sources + destinations;
    }

    @Override
    public String truth() {
        return "a destination follows one of the last " + window + " events with probability " + attachment
                + ", else it is one of " + destinations + " at random";
    }

    @Override
    public EventSequence start(long seed) {
        return new Sequence(seed);
    }

    private final class Sequence implements EventSequence {
        private final EventDraws draws;
        private final PoissonClock clock = new PoissonClock(gap);
        private final int[] recent = new int[window];
        private long event = -1;
        private int source;
        private int destination;
        private long time;

        Sequence(long seed) {
            draws = new EventDraws(seed, name());
        }

        @Override
        public void advance() {
            draws.of(++event);
            time = clock.next(draws);
            source = draws.below(sources);
            boolean follows = draws.uniform() < attachment && event > 0;
            destination =
                    follows ? recent[draws.below((int) Math.min(event, window))] : sources + draws.below(destinations);
            recent[(int) (event % window)] = destination;
        }

        @Override
        public int source() {
            return source;
        }

        @Override
        public int destination() {
            return destination;
        }

        @Override
        public long time() {
            return time;
        }
    }
}
