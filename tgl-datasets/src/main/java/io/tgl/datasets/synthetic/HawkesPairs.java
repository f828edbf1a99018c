package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import java.util.Locale;

/**
 * Mutually exciting point processes (Hawkes, Spectra of Some Self-Exciting and Mutually Exciting Point Processes,
 * Biometrika 58, 1971) on all ordered pairs of distinct nodes. Immigrants come at {@code rate} a second in all, at a
 * uniform pair. Every event has Poisson({@code branching}) children after exponential delays of mean 1 / {@code decay}
 * seconds, each on the same pair or, with probability {@code reply}, on the reverse one. So pair p has the intensity
 * rate / pairs + branching decay sum exp(-decay (t - t_i)) ((1 - reply) [p_i = p] + reply [p_i = reverse of p]), and all
 * pairs together are one Hawkes process of rate, branching and decay, with rate / (1 - branching) events a second in the
 * long run.
 *
 * <p>Drawn exactly by the branching representation (Hawkes and Oakes, A Cluster Process Representation of a Self-Exciting
 * Process, Journal of Applied Probability 11, 1974): nothing is cut off, and only events to come are kept, on average
 * rate branching / ((1 - branching) decay) of them. Times are whole microseconds.
 *
 * @param nodes number of nodes, at least 2
 * @param rate immigrants a second
 * @param branching mean number of children, below 1
 * @param decay per second
 * @param reply share of the children that go the other way
 */
public record HawkesPairs(int nodes, double rate, double branching, double decay, double reply)
        implements SyntheticProcess {
    /** 40 nodes, an immigrant every 5 s, 0.8 children an event after 1,000 s on average, 30 % of them replies. */
    public static final HawkesPairs USUAL = new HawkesPairs(40, 0.2, 0.8, 0.001, 0.3);

    private static final int MOST_NODES = 46_340;
    private static final double MOST_BRANCHING = 0.99;
    private static final double SMALLEST = 1e-6;
    private static final double LARGEST = 1e5;
    private static final double TICKS = 1e6;

    /** Checks the ranges. */
    public HawkesPairs {
        Ranges.check("nodes", nodes, 2, MOST_NODES);
        Ranges.checkShare("reply", reply);
        if (!(rate >= SMALLEST && rate <= LARGEST && decay >= SMALLEST && decay <= LARGEST)) {
            throw InvalidInput.at(
                    "settings rate and decay", SMALLEST + " to " + LARGEST + " a second", rate + ", " + decay);
        }
        if (!(branching >= 0 && branching <= MOST_BRANCHING)) {
            throw InvalidInput.at("setting branching", "0 to " + MOST_BRANCHING, branching);
        }
    }

    @Override
    public String name() {
        return "hawkes";
    }

    @Override
    public TimeGranularity granularity() {
        return TimeGranularity.MICROSECONDS;
    }

    @Override
    public String truth() {
        return "Hawkes processes on " + nodes * (nodes - 1) + " pairs: base rate " + rate
                + " a second in all, branching ratio "
                + branching + ", decay " + decay + " a second, " + reply + " of the children are replies; "
                + String.format(Locale.ROOT, "%.4g", eventsPerSecond()) + " events a second in the long run";
    }

    /** Events a second in the long run. */
    public double eventsPerSecond() {
        return rate / (1 - branching);
    }

    @Override
    public EventSequence start(long seed) {
        return new Sequence(seed);
    }

    private final class Sequence implements EventSequence {
        private final EventDraws immigration;
        private final EventDraws offspring;
        private final PendingEvents pending = new PendingEvents();
        private long immigrants;
        private long event = -1;
        private long nextImmigrant;
        private int pair;
        private long time;

        Sequence(long seed) {
            immigration = new EventDraws(seed, name() + "/immigrants");
            offspring = new EventDraws(seed, name() + "/offspring");
            drawImmigrant();
        }

        private void drawImmigrant() {
            immigration.of(immigrants++);
            nextImmigrant = Math.addExact(nextImmigrant, Math.round(immigration.exponential(TICKS / rate)));
        }

        @Override
        public void advance() {
            if (pending.size() == 0 || nextImmigrant <= pending.firstTime()) {
                time = nextImmigrant;
                int source = immigration.below(nodes);
                int other = immigration.below(nodes - 1);
                pair = source * nodes + (other < source ? other : other + 1);
                drawImmigrant();
            } else {
                time = pending.firstTime();
                pair = pending.firstMark();
                pending.removeFirst();
            }
            offspring.of(++event);
            int children = offspring.poisson(branching);
            for (int c = 0; c < children; c++) {
                long delay = Math.round(offspring.exponential(TICKS / decay));
                boolean replies = offspring.uniform() < reply;
                pending.add(Math.addExact(time, delay), replies ? pair % nodes * nodes + pair / nodes : pair);
            }
        }

        @Override
        public int source() {
            return pair / nodes;
        }

        @Override
        public int destination() {
            return pair % nodes;
        }

        @Override
        public long time() {
            return time;
        }
    }
}
