package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixtures: {@code numpy/make_fixtures.py}. */
class NpzTest {
    @TempDir
    Path folder;

    @Test
    void readsEveryElementType() {
        Npz npz = Npz.read(Resources.file("numpy/stored.npz"));
        float[] quarters = {0, 0.25f, 0.5f, 0.75f, 1, 1.25f};
        assertThat(npz.floats("f2")).isEqualTo(quarters);
        assertThat(npz.floats("f4")).isEqualTo(quarters);
        assertThat(npz.floats("big")).isEqualTo(quarters);
        assertThat(npz.doubles("f4")).isEqualTo(new double[] {0, 0.25, 0.5, 0.75, 1, 1.25});
        assertThat(npz.doubles("f8")).isEqualTo(new double[] {0, 1 / 3.0, 2 / 3.0, 1, 4 / 3.0, 5 / 3.0});
        assertThat(npz.ints("i1")).isEqualTo(new int[] {-3, -2, -1, 0, 1, 2});
        assertThat(npz.ints("i2")).isEqualTo(new int[] {-300, -299, -298, -297, -296, -295});
        assertThat(npz.ints("i4")).isEqualTo(new int[] {-3, -2, -1, 0, 1, 2});
        assertThat(npz.longs("i8")[5]).isEqualTo(5 - (1L << 40));
        assertThat(npz.ints("u1")).isEqualTo(new int[] {250, 251, 252, 253, 254, 255});
        assertThat(npz.longs("u4")[5]).isEqualTo((1L << 32) - 1);
        assertThat(npz.ints("u8")).isEqualTo(new int[] {0, 1, 2, 3, 4, 5});
        assertThat(npz.booleans("bool")).isEqualTo(new boolean[] {true, false, true, false, true, false});
        assertThat(npz.texts("text")).containsExactly("ada", "ζή", "😀x");
        assertThat(npz.texts("bytes")).containsExactly("ab", "c");
        assertThat(npz.shape("f4")).containsExactly(2, 3);
    }

    @Test
    void readsShapesAndOrders() {
        Npz npz = Npz.read(Resources.file("numpy/stored.npz"));
        assertThat(npz.shape("scalar")).isEmpty();
        assertThat(npz.doubles("scalar")).containsExactly(2.5);
        assertThat(npz.shape("empty")).containsExactly(0, 4);
        assertThat(npz.floats("empty")).isEmpty();
        assertThat(npz.shape("fortran")).containsExactly(2, 3, 4);
        float[] ascending = new float[24];
        for (int i = 0; i < 24; i++) {
            ascending[i] = i;
        }
        assertThat(npz.floats("fortran")).isEqualTo(ascending);
        Npz deflated = Npz.read(Resources.file("numpy/deflated.npz"));
        assertThat(deflated.names()).containsExactly("a/b", "zeros");
        assertThat(deflated.floats("a/b")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(Npy.read(Resources.file("numpy/version2.npy")).longs()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void refusesConversionsThatLose() {
        Npz npz = Npz.read(Resources.file("numpy/stored.npz"));
        refused(() -> npz.ints("i8"), "array i8.npy, element 0", "a 32-bit integer", "-1099511627776");
        refused(() -> npz.longs("f4"), "integers", "<f4");
        refused(() -> npz.longs("u8_large"), "9223372036854775808");
        refused(() -> npz.floats("text"), "numbers", "<U3");
        refused(() -> npz.texts("i4"), "texts", "<i4");
        refused(() -> npz.floats("absent"), "an array named 'absent'", "f4");
    }

    @Test
    void refusesWhatIsNoArray() throws IOException {
        for (String name : new String[] {"structured", "objects", "complex"}) {
            assertThatThrownBy(() -> Npy.read(Resources.file("numpy/" + name + ".npy")))
                    .isInstanceOf(InvalidInput.class);
        }
        Path text = Files.writeString(folder.resolve("text"), "not an array at all");
        refused(() -> Npy.read(text), "text", "a NumPy array");
        refused(() -> Npz.read(text), "text", "a NumPy archive");
        refused(() -> Npz.read(folder), "a directory");
        refused(() -> Npz.read(folder.resolve("none")), "nothing of that name");
        refused(() -> Npz.read(Files.createFile(folder.resolve("empty"))), "an empty file");
    }

    @Test
    void refusesBeforeItAllocates() throws IOException {
        refused(
                () -> Npz.read(Resources.file("numpy/deflated.npz"), 100_000),
                "at most 100000 bytes of arrays",
                "zeros");
        // A header that claims 8 GiB over 16 bytes.
        refused(() -> Npz.read(archive("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,), }")), "bytes");
        refused(
                () -> Npz.read(archive("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }")),
                "at most 2^31 - 1 elements");
        refused(
                () -> Npz.read(archive("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }")),
                "99999999999");
        refused(() -> Npz.read(archive("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }")), "20 bytes");
        refused(() -> Npz.read(archive("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }")), "more bytes");
        refused(() -> Npz.read(archive("{'descr': '<f4', 'shape': (4,), }")), "fortran_order");
        refused(() -> Npz.read(archive("{'descr': '<q9', 'fortran_order': False, 'shape': (4,), }")), "<q9");
        refused(() -> Npz.read(archive("{'descr': '|U9999999', 'fortran_order': False, 'shape': (4,), }")), "U9999999");
    }

    /** An archive of one array with this header and 16 bytes of elements. */
    private Path archive(String header) throws IOException {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        array.write(header.getBytes(StandardCharsets.US_ASCII));
        array.write(new byte[16]);
        Path file = folder.resolve("bad.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(array.toByteArray());
        }
        return file;
    }

    @Test
    void everyPrefixIsRefused() throws IOException {
        byte[] whole = Resources.bytes("numpy/version2.npy");
        byte[] archive = Resources.bytes("numpy/deflated.npz");
        for (int length = 1; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("prefix.npy"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(InvalidInput.class);
        }
        for (int length = 1; length < archive.length; length++) {
            Path file = Files.write(folder.resolve("prefix.npz"), Arrays.copyOf(archive, length));
            assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(InvalidInput.class);
        }
    }

    @Property(tries = 100)
    void comesBackBitForBit(@ForAll float[] floats, @ForAll long[] longs, @ForAll double[] doubles, @ForAll int[] ints)
            throws IOException {
        Path file = Files.createTempFile("arrays", ".npz");
        try {
            Map<String, StoredArray> arrays = new LinkedHashMap<>();
            arrays.put("f", StoredArray.of(floats, floats.length));
            arrays.put("l", StoredArray.of(longs, 1, longs.length));
            arrays.put("d", StoredArray.of(doubles, doubles.length, 1));
            arrays.put("nested/i", StoredArray.of(ints, 1, 1, ints.length));
            Npz.write(file, arrays);
            byte[] first = Files.readAllBytes(file);
            Npz npz = Npz.read(file);
            assertThat(npz.names()).containsExactlyElementsOf(arrays.keySet());
            for (int i = 0; i < floats.length; i++) {
                assertThat(Float.floatToRawIntBits(npz.floats("f")[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
            }
            assertThat(npz.longs("l")).isEqualTo(longs);
            assertThat(npz.doubles("d")).isEqualTo(doubles);
            assertThat(npz.ints("nested/i")).isEqualTo(ints);
            assertThat(npz.shape("nested/i")).containsExactly(1, 1, ints.length);
            Npz.write(file, arrays);
            assertThat(Files.readAllBytes(file)).isEqualTo(first);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void refusesAShapeThatDoesNotFit() {
        refused(() -> StoredArray.of(new float[5], 2, 3), "6 values", "5");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidInput.class).hasMessageContainingAll(parts);
    }
}
