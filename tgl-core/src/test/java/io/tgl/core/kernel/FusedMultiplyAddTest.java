package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The emulated instruction has the bits of the real one. */
class FusedMultiplyAddTest {
    @Property(tries = 200)
    void emulationIsExact(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] any = Bits.any(random, 300);
        float[] ordinary = Bits.special(random, 300);
        for (int i = 0; i + 3 <= 300; i += 3) {
            check(any[i], any[i + 1], any[i + 2]);
            check(ordinary[i], ordinary[i + 1], ordinary[i + 2]);
            check(ordinary[i], any[i], -ordinary[i] * any[i]);
            check(ordinary[i], 0x1p-126f * ordinary[i + 1], Float.MIN_VALUE);
        }
    }

    /** Sums next to the middle of two floats: where a second rounding would go wrong. */
    @Property(tries = 200)
    void noDoubleRounding(@ForAll int mantissa, @ForAll boolean up) {
        float c = Float.intBitsToFloat(0x3F800000 | (mantissa & 0x7FFFFF));
        float half = 0x1p-24f;
        check(half, up ? 1f + 0x1p-23f : 1f - 0x1p-24f, c);
        check(half, up ? 1f + 0x1p-23f : 1f - 0x1p-24f, -c);
    }

    private static void check(float a, float b, float c) {
        assertThat(Bits.bits(FusedMultiplyAdd.emulate(a, b, c)))
                .as("%s * %s + %s", a, b, c)
                .isEqualTo(Bits.bits(Math.fma(a, b, c)));
    }
}
