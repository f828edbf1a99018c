package io.tgl.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MetricPropertiesTest {
    /** AUC is the share of (positive, negative) pairs in the right order, ties half: counted pair by pair. */
    @Property(tries = 200)
    void rocAucIsTheShareOfOrderedPairs(
            @ForAll @Size(min = 1, max = 30) int[] positiveSeeds,
            @ForAll @Size(min = 1, max = 30) int[] negativeSeeds) {
        double[] positive = fewValues(positiveSeeds);
        double[] negative = fewValues(negativeSeeds);
        double ordered = 0;
        for (double p : positive) {
            for (double n : negative) {
                ordered += p > n ? 1 : p == n ? 0.5 : 0;
            }
        }
        assertThat(ClassificationMetrics.rocAuc(positive, negative))
                .isCloseTo(ordered / positive.length / negative.length, within(1e-12));
    }

    /** AP by its definition: at each positive's score, precision among everything that scores at least as high. */
    @Property(tries = 200)
    void averagePrecisionIsTheMeanPrecisionAtThePositives(
            @ForAll @Size(min = 1, max = 30) int[] positiveSeeds,
            @ForAll @Size(min = 1, max = 30) int[] negativeSeeds) {
        double[] positive = fewValues(positiveSeeds);
        double[] negative = fewValues(negativeSeeds);
        double total = 0;
        for (double threshold : positive) {
            double hits = Arrays.stream(positive).filter(p -> p >= threshold).count();
            double misses = Arrays.stream(negative).filter(n -> n >= threshold).count();
            total += hits / (hits + misses);
        }
        assertThat(ClassificationMetrics.averagePrecision(positive, negative))
                .isCloseTo(total / positive.length, within(1e-12));
    }

    @Property(tries = 100)
    void theOrderOfTheInputsDoesNotMatter(@ForAll @Size(min = 1, max = 30) int[] seeds) {
        double[] scores = fewValues(seeds);
        double[] reversed = new double[scores.length];
        Arrays.setAll(reversed, i -> scores[scores.length - 1 - i]);
        double[] negative = {-1, 0, 0, 2};
        assertThat(ClassificationMetrics.averagePrecision(reversed, negative))
                .isEqualTo(ClassificationMetrics.averagePrecision(scores, negative));
        assertThat(scores).as("inputs stay as they were").isEqualTo(fewValues(seeds));
    }

    @Property(tries = 200)
    void sumIsCloseToTheExactOne(@ForAll @Size(max = 700) List<@DoubleRange(min = -1e6, max = 1e6) Double> list) {
        double[] values = list.stream().mapToDouble(Double::doubleValue).toArray();
        BigDecimal exact = BigDecimal.ZERO;
        for (double value : values) {
            exact = exact.add(new BigDecimal(value));
        }
        assertThat(NumpyMath.sum(values)).isCloseTo(exact.doubleValue(), within(1e-6));
    }

    /** 1000 times 0.1 has another last digit in another order: numpy.sum gives 100.00000000000001, a plain loop 99.9999999999986. */
    @Test
    void sumHasNumpysLastDigit() {
        double[] tenths = new double[1000];
        Arrays.fill(tenths, 0.1);
        assertThat(NumpyMath.sum(tenths)).isEqualTo(EXPECTED_TENTHS);
        double[] thirds = new double[77];
        Arrays.setAll(thirds, i -> 1.0 / (i + 3));
        assertThat(NumpyMath.sum(thirds)).isEqualTo(EXPECTED_HARMONIC);
        assertThat(NumpyMath.sampleStandardDeviation(thirds)).isCloseTo(EXPECTED_DEVIATION, within(1e-15));
    }

    @Property(tries = 200)
    void rankAmongDistinctScoresIsOnePlusThoseAbove(@ForAll @IntRange(min = 0, max = 50) int above) {
        float[] negatives = new float[50];
        for (int i = 0; i < negatives.length; i++) {
            negatives[i] = i < above ? 2 : 0;
        }
        assertThat(RankingMetrics.rank(1f, negatives, 0, negatives.length)).isEqualTo(1.0 + above);
    }

    @Test
    void constantScoresGetTheMiddleRank() {
        assertThat(RankingMetrics.rank(0f, new float[999], 0, 999)).isEqualTo(500.5);
    }

    @Test
    void ndcgOfThePerfectRankingIsOneAndOfNoGainZero() {
        double[] gain = {0.1, 0.5, 0, 0.4};
        assertThat(Ndcg.at(10, gain, gain)).isCloseTo(1.0, within(1e-15));
        assertThat(Ndcg.at(10, new double[4], gain)).isZero();
        assertThat(Ndcg.at(1, gain, new double[] {0.0, -0.0, 0.0, -0.0})).isCloseTo(0.25 / 0.5, within(1e-15));
    }

    @Test
    void whatHasNoValueIsRefused() {
        assertThatThrownBy(() -> ClassificationMetrics.rocAuc(new double[0], new double[] {1}))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> ClassificationMetrics.averagePrecision(new double[] {1, Double.NaN}, new double[] {1}))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("positive score 1");
    }

    private static double[] fewValues(int[] seeds) {
        return Arrays.stream(seeds).mapToDouble(s -> Math.floorMod(s, 7) / 7.0).toArray();
    }

    private static final double EXPECTED_TENTHS = 100.00000000000001;
    private static final double EXPECTED_HARMONIC = 3.4529792789455165;
    private static final double EXPECTED_DEVIATION = 0.05471344064623273;
}
