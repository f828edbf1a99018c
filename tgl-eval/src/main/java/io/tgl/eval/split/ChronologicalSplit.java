package io.tgl.eval.split;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.TimeQuantile;

/**
 * A stream cut at two quantiles of its event times: training has t at most the first, validation t up to the second, test
 * the rest. Events of equal time stay together.
 *
 * @param stream the whole stream
 * @param validationTime last training time
 * @param testTime last validation time
 * @param validationStart row of the first validation event
 * @param testStart row of the first test event
 */
public record ChronologicalSplit(
        EventStream stream, double validationTime, double testTime, int validationStart, int testStart) {
    /** The quantiles that DyGLib and the Temporal Graph Benchmark cut at: 70 %, 15 %, 15 %. */
    public static final double PUBLISHED_VALIDATION_QUANTILE = 0.70;

    /** See {@link #PUBLISHED_VALIDATION_QUANTILE}. */
    public static final double PUBLISHED_TEST_QUANTILE = 0.85;

    /** Cuts at the published quantiles. */
    public static ChronologicalSplit of(EventStream stream) {
        return of(stream, PUBLISHED_VALIDATION_QUANTILE, PUBLISHED_TEST_QUANTILE);
    }

    /**
     * Cuts at two quantiles (linear interpolation in float64).
     *
     * @throws InvalidInput if one of the three parts is empty
     */
    public static ChronologicalSplit of(EventStream stream, double validationQuantile, double testQuantile) {
        double validationTime = TimeQuantile.of(stream, validationQuantile);
        double testTime = TimeQuantile.of(stream, testQuantile);
        int validationStart = firstAfter(stream, validationTime);
        int testStart = firstAfter(stream, testTime);
        if (validationStart == 0 || validationStart == testStart || testStart == stream.size()) {
            throw InvalidInput.at(
                    "split at quantiles " + validationQuantile + " and " + testQuantile + " of " + stream.size()
                            + " event times",
                    "events in all three parts",
                    validationStart + ", " + (testStart - validationStart) + ", " + (stream.size() - testStart));
        }
        return new ChronologicalSplit(stream, validationTime, testTime, validationStart, testStart);
    }

    private static int firstAfter(EventStream stream, double time) {
        int low = 0;
        int high = stream.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if ((double) stream.time(middle) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Events up to the validation time, held-out nodes included. */
    public EventBatch training() {
        return new EventBatch(stream, 0, validationStart);
    }

    /** Events after the validation time up to the test time. */
    public EventBatch validation() {
        return new EventBatch(stream, validationStart, testStart);
    }

    /** Events after the test time. */
    public EventBatch test() {
        return new EventBatch(stream, testStart, stream.size());
    }
}
