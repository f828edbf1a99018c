package io.tgl.core.kernel;

/**
 * a * b + c with one rounding, as {@link Math#fma(float, float, float)}, but fast also on a processor without the
 * instruction, where {@code Math.fma} computes with {@code BigDecimal}.
 */
public final class FusedMultiplyAdd {
    private static final boolean HARDWARE = VirtualMachine.hasFusedMultiplyAdd();

    private FusedMultiplyAdd() {}

    /** a * b + c, correctly rounded. */
    public static float fma(float a, float b, float c) {
        return HARDWARE ? Math.fma(a, b, c) : emulate(a, b, c);
    }

    /** a * b + c, correctly rounded. */
    static double fma(double a, double b, double c) {
        return Math.fma(a, b, c);
    }

    /**
     * The product of two floats is exact in double. Its sum with c is rounded to odd, which keeps the information that
     * a second rounding needs: double has more than two bits more than twice float's precision, so rounding that to
     * float is rounding once (Boldo, Melquiond: Emulation of FMA and correctly rounded sums, IEEE TC 2008).
     */
    static float emulate(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double added = sum - product;
        double error = (product - (sum - added)) + (c - added);
        long bits = Double.doubleToRawLongBits(sum);
        // A NaN or infinite sum has a NaN error and stays.
        if ((error < 0 || error > 0) && (bits & 1) == 0) {
            bits += (error > 0) == (sum > 0) ? 1 : -1;
        }
        return (float) Double.longBitsToDouble(bits);
    }
}
