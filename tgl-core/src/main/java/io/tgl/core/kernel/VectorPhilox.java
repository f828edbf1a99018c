package io.tgl.core.kernel;

import static io.tgl.core.kernel.VectorShapes.FLOAT;
import static io.tgl.core.kernel.VectorShapes.LONG;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.tgl.core.random.Philox;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Philox 4x32-10 on whole blocks. A vector of longs holds the multiplicands of two words a block, x0 and x2 in
 * neighbouring lanes, another one x1 and x3; joined as x0 | x1 &lt;&lt; 32 they are the words in their order.
 */
final class VectorPhilox {
    /** Floats that one step writes; a multiple of four. */
    static final int STEP = FLOAT.length();

    private static final long LOW = 0xFFFFFFFFL;
    private static final VectorMask<Long> ODD = VectorMask.fromLong(LONG, 0xAA & ((1 << LONG.length()) - 1));
    private static final VectorShuffle<Long> SWAP = VectorShuffle.fromOp(LONG, l -> l ^ 1);
    private static final LongVector BLOCKS =
            LongVector.broadcast(LONG, 0L).addIndex(1).lanewise(LSHR, 1);
    private static final LongVector MULTIPLIERS =
            LongVector.broadcast(LONG, Philox.MULTIPLIER_0 & LOW).blend(Philox.MULTIPLIER_1 & LOW, ODD);
    private static final LongVector WEYL =
            LongVector.broadcast(LONG, Philox.WEYL_0 & LOW).blend(Philox.WEYL_1 & LOW, ODD);

    private VectorPhilox() {}

    /** Fills length elements, a multiple of {@link #STEP}, from position {@code first}, a multiple of four. */
    static void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        for (int i = 0; i < length; i += STEP) {
            LongVector counter = BLOCKS.add((first + i) >>> 2);
            LongVector x = counter.and(LOW).blend(epoch & LOW, ODD);
            LongVector y = counter.lanewise(LSHR, 32).blend(batch & LOW, ODD);
            LongVector roundKey = LongVector.broadcast(LONG, key & LOW).blend(key >>> 32, ODD);
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product = x.and(LOW).mul(MULTIPLIERS.and(LOW)).rearrange(SWAP);
                x = product.lanewise(LSHR, 32).lanewise(XOR, y).lanewise(XOR, roundKey);
                y = product;
                roundKey = roundKey.add(WEYL);
            }
            IntVector bits =
                    x.and(LOW).or(y.lanewise(LSHL, 32)).reinterpretAsInts().lanewise(LSHR, 8);
            ((FloatVector) bits.convert(I2F, 0)).mul(0x1p-24f).intoArray(out, offset + i);
        }
    }

    /** As {@link #uniform}. */
    static void dropoutMask(
            long key,
            int epoch,
            int batch,
            long first,
            float probability,
            float scale,
            float[] mask,
            int offset,
            int length) {
        uniform(key, epoch, batch, first, mask, offset, length);
        for (int i = offset; i < offset + length; i += STEP) {
            FloatVector.zero(FLOAT)
                    .blend(scale, FloatVector.fromArray(FLOAT, mask, i).compare(GE, probability))
                    .intoArray(mask, i);
        }
    }
}
