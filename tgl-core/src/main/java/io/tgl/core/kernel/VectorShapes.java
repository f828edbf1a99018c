package io.tgl.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector shapes in use: the widest that the processor prefers, at most 512 bits (16 floats, the virtual lanes). */
final class VectorShapes {
    private static final VectorShape SHAPE =
            VectorShape.forBitSize(Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
    private static final VectorShape HALF_SHAPE = VectorShape.forBitSize(SHAPE.vectorBitSize() / 2);

    static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, SHAPE);
    static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, SHAPE);
    static final VectorSpecies<Long> LONG = VectorSpecies.of(long.class, SHAPE);
    static final VectorSpecies<Double> DOUBLE = VectorSpecies.of(double.class, SHAPE);
    /** As many floats as {@link #DOUBLE} has doubles. */
    static final VectorSpecies<Float> HALF_FLOAT = VectorSpecies.of(float.class, HALF_SHAPE);
    /** As many ints as {@link #DOUBLE} has doubles. */
    static final VectorSpecies<Integer> HALF_INT = VectorSpecies.of(int.class, HALF_SHAPE);

    private VectorShapes() {}
}
