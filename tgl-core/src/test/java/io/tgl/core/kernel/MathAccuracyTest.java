package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors in units in the last place against {@code StrictMath}, over evenly spaced bit patterns: every magnitude. */
class MathAccuracyTest {
    private static final int STEP = 2_003;

    private interface FloatOperator {
        float apply(float x);
    }

    @ParameterizedTest
    @CsvSource({"exp, 1", "log, 1", "tanh, 2.5", "sigmoid, 2.5", "cos, 2", "sin, 2", "erf, 1"})
    void staysWithin(String name, double limit) {
        double worst = 0;
        float at = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STEP) {
            float x = Float.intBitsToFloat((int) bits);
            if (!Float.isFinite(x) || (name.matches("sin|cos") && Math.abs(x) > 0x1p40f)) {
                continue;
            }
            double expected = expected(name).applyAsDouble(x);
            double error = ulps(expected, actual(name).apply(x));
            if (error > worst) {
                worst = error;
                at = x;
            }
        }
        assertThat(worst).as("%s, worst at %s", name, at).isLessThanOrEqualTo(limit);
    }

    /** Near the limit of the range reduction the quadrant is found late, and polynomials are used beyond pi / 4. */
    @Test
    void anglesHoldUpToTheirLimit() {
        for (float x = 0x1p40f; x <= 0x1p50f; x = x * 1.0009f) {
            assertThat((double) ScalarMath.cos(x)).isCloseTo(StrictMath.cos(x), within(3e-7));
            assertThat((double) ScalarMath.sin(-x)).isCloseTo(StrictMath.sin(-x), within(3e-7));
        }
        assertThat(ScalarMath.cos(Math.nextUp(0x1p50f))).isNaN();
        assertThat(ScalarMath.sin(Float.NEGATIVE_INFINITY)).isNaN();
    }

    @Test
    void limitsAndSpecialValues() {
        assertThat(ScalarMath.exp(-87.33654f)).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
        assertThat(Bits.bits(ScalarMath.exp(Math.nextDown(-87.33654f)))).isZero();
        assertThat(ScalarMath.exp(88.72283f)).isFinite();
        assertThat(ScalarMath.exp(88.7229f)).isInfinite();
        assertThat(ScalarMath.exp(0f)).isEqualTo(1f);
        assertThat(ScalarMath.log(1f)).isZero();
        assertThat(ScalarMath.log(-0f)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(ScalarMath.log(-1f)).isNaN();
        assertThat(ScalarMath.log(Float.MIN_VALUE)).isEqualTo((float) StrictMath.log(Float.MIN_VALUE));
        for (float zero : new float[] {0f, -0f}) {
            assertThat(Bits.bits(ScalarMath.tanh(zero))).isEqualTo(Bits.bits(zero));
            assertThat(Bits.bits(ScalarMath.sin(zero))).isEqualTo(Bits.bits(zero));
            assertThat(Bits.bits(ScalarMath.erf(zero))).isEqualTo(Bits.bits(zero));
        }
        assertThat(ScalarMath.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
        assertThat(ScalarMath.sigmoid(Float.POSITIVE_INFINITY)).isEqualTo(1f);
        assertThat(ScalarMath.sigmoid(0f)).isEqualTo(0.5f);
        assertThat(ScalarMath.erf(4f)).isEqualTo(1f);
    }

    @Test
    void geluIsWithinItsStatedError() {
        for (float x = -14f; x < 14f; x += 0.00013f) {
            float[] y = {x, 0f};
            KernelProvider.scalar().gelu(y, 0, y, 0, y, 1, 1);
            double phi = (1 + erf(x / StrictMath.sqrt(2))) / 2;
            double density = StrictMath.exp(-0.5 * x * x) / StrictMath.sqrt(2 * Math.PI);
            double limit = 3e-7 * Math.max(1, Math.abs(x));
            assertThat((double) y[0]).as("gelu of %s", x).isCloseTo(x * phi, within(limit));
            assertThat((double) y[1]).as("slope at %s", x).isCloseTo(phi + x * density, within(limit));
        }
    }

    private static double ulps(double expected, float actual) {
        float rounded = (float) expected;
        if (Double.isNaN(expected) || !Float.isFinite(rounded)) {
            return Float.compare(rounded, actual) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Math.abs(rounded) < 0x1p-126f) {
            return Math.abs(actual) <= 0x1p-126f ? 0 : Double.POSITIVE_INFINITY;
        }
        return Math.abs(actual - expected) / Math.ulp(rounded);
    }

    private static FloatOperator actual(String name) {
        return switch (name) {
            case "exp" -> ScalarMath::exp;
            case "log" -> ScalarMath::log;
            case "tanh" -> ScalarMath::tanh;
            case "sigmoid" -> ScalarMath::sigmoid;
            case "cos" -> ScalarMath::cos;
            case "sin" -> ScalarMath::sin;
            default -> ScalarMath::erf;
        };
    }

    private static DoubleUnaryOperator expected(String name) {
        return switch (name) {
            case "exp" -> StrictMath::exp;
            case "log" -> StrictMath::log;
            case "tanh" -> StrictMath::tanh;
            case "sigmoid" -> x -> 1 / (1 + StrictMath.exp(-x));
            case "cos" -> StrictMath::cos;
            case "sin" -> StrictMath::sin;
            default -> MathAccuracyTest::erf;
        };
    }

    /** The series of erf: all terms positive, 2 x / sqrt(pi) exp(-x^2) sum (2 x^2)^n / (2 n + 1)!!. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = 1;
        double sum = 1;
        for (int n = 1; term > 1e-17 * sum; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / StrictMath.sqrt(Math.PI) * x * StrictMath.exp(-x * x) * sum;
    }
}
