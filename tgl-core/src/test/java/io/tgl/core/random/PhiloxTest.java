package io.tgl.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Philox against the test vectors that its authors publish with Random123, and the streams built on it. */
class PhiloxTest {
    @Test
    void publishedTestVectors() {
        assertThat(block(0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x299f31d0_a4093822L, 0x85a308d3_243f6a88L, 0x13198a2e, 0x03707344))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] block(long key, long counter01, int counter2, int counter3) {
        int[] words = new int[4];
        Philox.block(key, counter01, counter2, counter3, words);
        return words;
    }

    @Test
    void uniformNumbersAreBelowOne() {
        assertThat(Philox.uniform(-1)).isEqualTo(0x1.fffffep-1f);
        assertThat(Philox.uniform(255)).isZero();
        assertThat(Philox.uniform(256)).isEqualTo(0x1p-24f);
    }

    /** Expected values from Python: struct.unpack("<q", sha256(struct.pack("<q", seed) + path.encode()).digest()[:8]). */
    @Test
    void keysAreHashesOfSeedAndPath() {
        assertThat(RandomStreams.key(42, "init/w")).isEqualTo(2195554380030844754L);
        assertThat(RandomStreams.key(-1, "dropout/\u00e9")).isEqualTo(4220316411366612573L);
        assertThat(RandomStreams.key(42, "init/w")).isNotEqualTo(RandomStreams.key(43, "init/w"));
    }

    @Test
    void normalNumbersHaveTheirMoments() {
        float[] x = new float[100_000];
        RandomStreams.normals(7, 0, x, 0, x.length);
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (float v : x) {
            mean += v;
            square += v * v;
            fourth += v * v * v * v;
        }
        assertThat(mean / x.length).isCloseTo(0, within(0.01));
        assertThat(square / x.length).isCloseTo(1, within(0.015));
        assertThat(fourth / x.length).isCloseTo(3, within(0.15));
        float[] part = new float[10];
        RandomStreams.normals(7, 500, part, 1, 9);
        assertThat(part[1]).isEqualTo(x[500]);
        assertThat(part[9]).isEqualTo(x[508]);
    }
}
