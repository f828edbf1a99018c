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
 * Philox 4x32-10 on whole blocks, a block a lane: a vector of longs holds one word of each block in its low halves (what
 * stands in the high ones never reaches a product). At the end the words are joined in pairs and put in their order.
 */
final class VectorPhilox {
    private static final int BLOCKS = LONG.length();
    /** Floats that one step writes; a multiple of four. */
    private static final int STEP = 4 * BLOCKS;

    /** Floats whose numbers are compared while they are in the first cache. */
    private static final int PIECE = 32 * STEP;

    private static final long LOW = 0xFFFFFFFFL;
    private static final VectorMask<Long> ODD = VectorMask.fromLong(LONG, 0xAA & ((1 << BLOCKS) - 1));
    private static final VectorShuffle<Long> FIRST_HALF = VectorShuffle.fromOp(LONG, l -> l / 2);
    private static final VectorShuffle<Long> SECOND_HALF = VectorShuffle.fromOp(LONG, l -> BLOCKS / 2 + l / 2);
    private static final LongVector MULTIPLIER_0 = LongVector.broadcast(LONG, Philox.MULTIPLIER_0 & LOW);
    private static final LongVector MULTIPLIER_1 = LongVector.broadcast(LONG, Philox.MULTIPLIER_1 & LOW);
    private static final LongVector ASCENDING = LongVector.broadcast(LONG, 0L).addIndex(1);

    private VectorPhilox() {}

    /** Fills length elements from position {@code first}, a multiple of four. */
    static void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        int whole = length - length % STEP;
        wholeSteps(key, epoch, batch, first, out, offset, whole);
        if (whole < length) {
            float[] last = Scratch.ofThread().tile;
            wholeSteps(key, epoch, batch, first + whole, last, 0, STEP);
            System.arraycopy(last, 0, out, offset + whole, length - whole);
        }
    }

    /** Fills length elements, a multiple of {@link #STEP}. */
    private static void wholeSteps(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        for (int i = 0; i < length; i += STEP) {
            LongVector counter = ASCENDING.add((first + i) >>> 2);
            LongVector x0 = counter;
            LongVector x1 = counter.lanewise(LSHR, 32);
            LongVector x2 = LongVector.broadcast(LONG, epoch & LOW);
            LongVector x3 = LongVector.broadcast(LONG, batch & LOW);
            LongVector key0 = LongVector.broadcast(LONG, key & LOW);
            LongVector key1 = LongVector.broadcast(LONG, key >>> 32);
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector p0 = x0.and(LOW).mul(MULTIPLIER_0.and(LOW));
                LongVector p1 = x2.and(LOW).mul(MULTIPLIER_1.and(LOW));
                x0 = p1.lanewise(LSHR, 32).lanewise(XOR, x1).lanewise(XOR, key0);
                x1 = p1;
                x2 = p0.lanewise(LSHR, 32).lanewise(XOR, x3).lanewise(XOR, key1);
                x3 = p0;
                key0 = key0.add(Philox.WEYL_0 & LOW);
                key1 = key1.add(Philox.WEYL_1 & LOW);
            }
            LongVector words01 = x0.and(LOW).or(x1.lanewise(LSHL, 32));
            LongVector words23 = x2.and(LOW).or(x3.lanewise(LSHL, 32));
            IntVector low = words01.rearrange(FIRST_HALF)
                    .blend(words23.rearrange(FIRST_HALF), ODD)
                    .reinterpretAsInts()
                    .lanewise(LSHR, 8);
            IntVector high = words01.rearrange(SECOND_HALF)
                    .blend(words23.rearrange(SECOND_HALF), ODD)
                    .reinterpretAsInts()
                    .lanewise(LSHR, 8);
            ((FloatVector) low.convert(I2F, 0)).mul(0x1p-24f).intoArray(out, offset + i);
            ((FloatVector) high.convert(I2F, 0)).mul(0x1p-24f).intoArray(out, offset + i + STEP / 2);
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
        for (int from = 0; from < length; from += PIECE) {
            int to = Math.min(length, from + PIECE);
            uniform(key, epoch, batch, first + from, mask, offset + from, to - from);
            int i = offset + from;
            for (; i + FLOAT.length() <= offset + to; i += FLOAT.length()) {
                FloatVector.zero(FLOAT)
                        .blend(scale, FloatVector.fromArray(FLOAT, mask, i).compare(GE, probability))
                        .intoArray(mask, i);
            }
            for (; i < offset + to; i++) {
                mask[i] = mask[i] >= probability ? scale : 0f;
            }
        }
    }
}
