package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;

/** Encoder and decoder against each other and against those of Apache Commons Compress. */
class Lz4Test {
    /** From noise to long repeats, by the number of different bytes and the length of runs. */
    private static byte[] data(long seed, int length, int alphabet, int run) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; ) {
            byte value = (byte) random.nextInt(alphabet);
            for (int end = Math.min(length, i + 1 + random.nextInt(run)); i < end; i++) {
                bytes[i] = value;
            }
        }
        return bytes;
    }

    @Property(tries = 200)
    void agreesWithCommonsCompress(
            @ForAll long seed,
            @ForAll @IntRange(max = 5000) int length,
            @ForAll @IntRange(min = 1, max = 256) int alphabet,
            @ForAll @IntRange(min = 1, max = 600) int run)
            throws IOException {
        byte[] plain = data(seed, length, alphabet, run);
        byte[] packed = Lz4Encoder.compress(plain);
        assertThat(Lz4Decoder.decompress(packed, length)).isEqualTo(plain);
        try (var in = new FramedLZ4CompressorInputStream(new ByteArrayInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        try (var out = new FramedLZ4CompressorOutputStream(theirs)) {
            out.write(plain);
        }
        assertThat(Lz4Decoder.decompress(theirs.toByteArray(), length)).isEqualTo(plain);
    }

    @Test
    void manyBlocks() throws IOException {
        byte[] plain = data(1, 9_000_001, 3, 9);
        byte[] packed = Lz4Encoder.compress(plain);
        assertThat(packed.length).isLessThan(plain.length / 2);
        assertThat(Lz4Decoder.decompress(packed, plain.length)).isEqualTo(plain);
        try (var in = new FramedLZ4CompressorInputStream(new ByteArrayInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
        byte[] noise = data(2, 5_000_000, 256, 1);
        byte[] stored = Lz4Encoder.compress(noise);
        assertThat(stored.length).isLessThan(noise.length + 100);
        assertThat(Lz4Decoder.decompress(stored, noise.length)).isEqualTo(noise);
    }

    @Test
    void refusesLengthsThatCannotBe() {
        byte[] packed = Lz4Encoder.compress(new byte[100]);
        for (long length : new long[] {-2, Long.MAX_VALUE, Integer.MAX_VALUE, 1_000_000}) {
            assertThatThrownBy(() -> Lz4Decoder.decompress(packed, length)).isInstanceOf(InvalidInput.class);
        }
    }

    @Property(tries = 300)
    void damageEndsInAnException(@ForAll long seed) {
        byte[] packed = Lz4Encoder.compress(data(seed, 2000, 8, 40));
        SplittableRandom random = new SplittableRandom(seed);
        byte[] damaged = random.nextBoolean() ? packed.clone() : Arrays.copyOf(packed, random.nextInt(packed.length));
        if (damaged.length > 0) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
            assertThat(Lz4Decoder.decompress(damaged, 2000)).hasSize(2000);
        } catch (InvalidInput | IndexOutOfBoundsException e) {
            assertThat(e).isNotNull();
        }
    }
}
