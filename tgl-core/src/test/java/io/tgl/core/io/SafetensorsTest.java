package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fixtures: {@code numpy/make_fixtures.py}; {@code safetensors/README.md} says what the Python package printed of ours.
 */
class SafetensorsTest {
    private static final String F = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    @TempDir
    Path folder;

    static Map<String, StoredArray> tensors() {
        Map<String, StoredArray> tensors = new LinkedHashMap<>();
        tensors.put("weight", StoredArray.of(new float[] {1, -0f, Float.MIN_VALUE, 4, 5, 6}, 2, 3));
        tensors.put("bias", StoredArray.of(new double[] {Math.PI}, 1));
        tensors.put("last_update", StoredArray.of(new long[] {-1, Long.MAX_VALUE}, 2));
        tensors.put("id", StoredArray.of(new int[] {7, 8, 9}, 3));
        tensors.put("flag", StoredArray.of(new boolean[] {true}, 1));
        tensors.put("step", StoredArray.of(new float[] {3}));
        tensors.put("empty", StoredArray.of(new float[0], 0, 172));
        return tensors;
    }

    @Test
    void readsWhatThePythonPackageWrote() {
        Safetensors file = Safetensors.read(Resources.file("safetensors/numpy.safetensors"));
        assertThat(file.metadata()).containsExactly(Map.entry("made", "by safetensors.numpy"));
        assertThat(file.floats("weight")).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
        assertThat(file.doubles("double")[1]).isEqualTo(1 / 3.0);
        assertThat(file.longs("count")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(file.ints("id")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(file.booleans("flag")).containsExactly(true, false, true, false, true, false);
        assertThat(file.shape("empty")).containsExactly(0, 3);
        assertThat(file.shape("scalar")).isEmpty();
        assertThat(file.floats("scalar")).containsExactly(7);
    }

    @Test
    void comesBackAndIsTheFixtureThatPythonRead() throws IOException {
        Path path = folder.resolve("ours.safetensors");
        Safetensors.write(path, tensors(), Map.of("provenance", "{\"seed\": 1}"));
        Safetensors file = Safetensors.read(path);
        assertThat(file.names()).containsExactlyInAnyOrderElementsOf(tensors().keySet());
        assertThat(file.metadata())
                .containsEntry("provenance", "{\"seed\": 1}")
                .containsEntry(FormatVersion.KEY, FormatVersion.CURRENT);
        assertThat(file.floats("weight")).isEqualTo(tensors().get("weight").floats());
        assertThat(file.longs("last_update")).containsExactly(-1, Long.MAX_VALUE);
        assertThat(file.shape("empty")).containsExactly(0, 172);
        assertThat(file.shape("step")).isEmpty();
        assertThat(Files.readAllBytes(path)).isEqualTo(Resources.bytes("safetensors/ours.safetensors"));
    }

    @Test
    void everyPrefixIsRefused() throws IOException {
        byte[] whole = Resources.bytes("safetensors/ours.safetensors");
        for (int length = 1; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("prefix"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidInput.class);
        }
    }

    private void refused(String header, int dataBytes, String... parts) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        Path file = Files.write(folder.resolve("bad"), bytes.array());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    @Test
    void refusesBadHeaders() throws IOException {
        refused("{\"a\":" + F + "}", 4, "8 bytes of elements", "4");
        refused("{\"a\":" + F + "}", 12, "8 bytes of elements", "12");
        refused("{\"a\":" + F + ",\"a\":" + F + "}", 8, "Duplicate");
        refused("{\"a\":" + F + ",\"b\":" + F + "}", 8, "tensor b", "elements from byte 8");
        refused("{\"a\":" + F.replace("[0,8]", "[4,12]") + "}", 12, "elements from byte 0");
        refused("{\"a\":" + F.replace("[0,8]", "[8,0]") + "}", 8, "offsets 8 to 0");
        refused("{\"a\":" + F.replace("[2]", "[3]") + "}", 8, "12 bytes for shape [3]");
        refused("{\"a\":" + F.replace("[2]", "[-2]") + "}", 8, "dimensions of at least 0");
        refused("{\"a\":" + F.replace("[2]", "[2.0]") + "}", 8, "integers");
        refused("{\"a\":" + F.replace("[2]", "[2147483647,2147483647]") + "}", 8, "2^31 - 1");
        refused("{\"a\":" + F.replace("F32", "BF16") + "}", 8, "a dtype among", "BF16");
        refused("{\"a\":" + F.replace("8]", "18446744073709551624]") + "}", 8, "integers");
        refused("[1]", 0, "a JSON object");
        refused("{\"a\": 3}", 0, "tensor a");
        refused("{} x", 0, "JSON");
        refused("{\"__metadata__\":{\"tgl.format_version\":\"2\"}}", 0, "reads version 1.x", "2");
        refused("{\"__metadata__\":{\"k\":1}}", 0, "texts", "k = 1");
    }

    @Test
    void refusesALengthThatTheFileDoesNotHave() throws IOException {
        Path file = Files.write(folder.resolve("long"), new byte[] {0, 0, 0, 0, 0, 0, 0, 127, '{', '}'});
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("2 to 2 bytes");
    }

    @Test
    void refusesANameOfTheFormat() {
        assertThatThrownBy(() -> Safetensors.write(
                        folder.resolve("a"), Map.of("__metadata__", StoredArray.of(new float[1], 1)), Map.of()))
                .isInstanceOf(InvalidInput.class);
    }
}
