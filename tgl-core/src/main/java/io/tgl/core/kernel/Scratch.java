package io.tgl.core.kernel;

/** Buffers of one thread for matrix products, kept from call to call. */
final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);
    private static final int PANEL_WIDTH = 2 * VectorShapes.FLOAT.length();

    /** One packed panel of B: a block of the inner index, two vectors of columns. */
    final float[] panel = new float[Kernels.BLOCK * PANEL_WIDTH];
    /** One tile of C that does not fit into C. */
    final float[] tile = new float[Math.max(MatmulTiles.MAX_ROWS, 4) * PANEL_WIDTH];

    private float[] panels = new float[0];

    private Scratch() {}

    static Scratch ofThread() {
        return OF_THREAD.get();
    }

    /** Room for packed panels of {@code size} floats in all. */
    float[] panels(int size) {
        if (panels.length < size) {
            panels = new float[size];
        }
        return panels;
    }
}
