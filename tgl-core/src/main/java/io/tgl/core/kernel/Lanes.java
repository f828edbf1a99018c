package io.tgl.core.kernel;

/** The one order in which the 16 virtual lanes of a row reduction are joined. */
public final class Lanes {
    /** Number of virtual lanes, whatever the hardware has. */
    public static final int COUNT = 16;

    private Lanes() {}

    /** Joins lanes[offset .. offset + 15] by halving: (l, l + 8), then (l, l + 4), (l, l + 2), (l, l + 1). Overwrites them. */
    public static float sum(float[] lanes, int offset) {
        for (int half = COUNT / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                lanes[offset + l] += lanes[offset + l + half];
            }
        }
        return lanes[offset];
    }
}
