package io.tgl.datasets.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The parameters of a Hawkes process are found again in its events. */
class HawkesPairsTest {
    private static final int EVENTS = 40_000;
    private static final HawkesPairs PROCESS = new HawkesPairs(40, 0.2, 0.8, 0.02, 0.3);

    private final EventStream events = SyntheticEvents.whole(PROCESS, 12, EVENTS);

    private double seconds(int i) {
        return events.time(i) * 1e-6;
    }

    /**
     * The mean number of events a second is rate / (1 - branching) = 1. Its standard deviation over T seconds is
     * sqrt(rate / (1 - branching)^3 / T) = 0.025; three of them on each side.
     */
    @Test
    void theRateIsThatOfTheLongRun() {
        assertThat(PROCESS.eventsPerSecond()).isCloseTo(1, Offset.offset(1e-12));
        assertThat(EVENTS / seconds(EVENTS - 1)).isBetween(0.925, 1.075);
    }

    /** The likeliest parameters lie around the true ones: branching within 0.03, rate and decay within a tenth. */
    @Test
    void maximumLikelihoodRecoversBaseRateBranchingAndDecay() {
        double[] x = {0.5, 0.5, 0.1};
        double[] step = {0.4, 0.3, 0.5};
        double best = logLikelihood(x);
        while (step[0] > 1e-3) {
            boolean better = false;
            for (int i = 0; i < 3; i++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] tried = x.clone();
                    tried[i] *= 1 + sign * step[i];
                    double value = logLikelihood(tried);
                    if (value > best) {
                        best = value;
                        x = tried;
                        better = true;
                    }
                }
            }
            if (!better) {
                for (int i = 0; i < 3; i++) {
                    step[i] /= 2;
                }
            }
        }
        assertThat(x[0]).as("rate").isBetween(0.18, 0.22);
        assertThat(x[1]).as("branching").isBetween(0.77, 0.83);
        assertThat(x[2]).as("decay").isBetween(0.018, 0.022);
    }

    /** Of rate, branching, decay: Ozaki, Maximum Likelihood Estimation of Hawkes' Self-Exciting Point Processes, 1979. */
    private double logLikelihood(double[] x) {
        if (x[1] >= 1) {
            return Double.NEGATIVE_INFINITY;
        }
        double end = seconds(EVENTS - 1);
        double excitement = 0;
        double sum = -x[0] * end;
        for (int i = 0; i < EVENTS; i++) {
            if (i > 0) {
                excitement = (excitement + 1) * StrictMath.exp(-x[2] * (seconds(i) - seconds(i - 1)));
            }
            sum += StrictMath.log(x[0] + x[1] * x[2] * excitement);
            sum -= x[1] * (1 - StrictMath.exp(-x[2] * (end - seconds(i))));
        }
        return sum;
    }

    /** With few grandchildren and many pairs, two events of a pair soon after each other are parent and child. */
    @Test
    void repliesGoTheOtherWay() {
        EventStream sparse = SyntheticEvents.whole(new HawkesPairs(1000, 0.8, 0.2, 0.02, 0.3), 3, EVENTS);
        int same = 0;
        int reverse = 0;
        for (int i = 1; i < EVENTS; i++) {
            long from = sparse.time(i) - 100_000_000;
            for (int j = i - 1; j >= 0 && sparse.time(j) > from; j--) {
                boolean equal = sparse.source(i) == sparse.source(j);
                boolean crossed = sparse.source(i) == sparse.destination(j);
                same += equal && sparse.destination(i) == sparse.destination(j) ? 1 : 0;
                reverse += crossed && sparse.destination(i) == sparse.source(j) ? 1 : 0;
            }
        }
        assertThat(reverse / (double) (same + reverse)).isBetween(0.28, 0.34);
    }
}
