package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tgl.core.base.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Truncated and damaged bytes: an {@link InvalidInput} or a table, nothing else. A leak of Arrow memory would show as
 * an exception when the reader closes.
 */
class ArrowDamageTest {
    private static final ArrowReadOptions OPTIONS = ArrowReadOptions.USUAL.withMaxBatchBytes(1 << 26);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"everything_zstd.arrow", "everything_lz4.arrow", "dictionary.arrow", "batches.arrow"})
    void everyPrefixOfAFileIsRefused(String name) throws IOException {
        byte[] whole = Resources.bytes("arrow/" + name);
        Path file = folder.resolve("prefix.arrow");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try {
                ArrowEventReader.load(file, OPTIONS);
                fail("a prefix of %d bytes of %s was accepted", length, name);
            } catch (InvalidInput e) {
                assertThat(e.getMessage()).startsWith(file.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything_zstd.arrows", "everything_lz4.arrows", "dictionary.arrows", "batches.arrows"})
    void everyPrefixOfAStreamIsRefused(String name) {
        byte[] whole = Resources.bytes("arrow/" + name);
        for (int length = 0; length < whole.length; length++) {
            try {
                readAll(Arrays.copyOf(whole, length));
                fail("a prefix of %d bytes of %s was accepted", length, name);
            } catch (InvalidInput e) {
                assertThat(e.getMessage()).startsWith("pipe");
            }
        }
    }

    private static LoadedEvents readAll(byte[] bytes) {
        try (ArrowEventReader reader = ArrowEventReader.open(new ByteArrayInputStream(bytes), "pipe", OPTIONS)) {
            return reader.readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "everything.arrow",
                "everything_zstd.arrows",
                "everything_lz4.arrows",
                "dictionary.arrows",
                "dictionary_delta.arrows",
                "text_view.arrow",
                "large_text.arrow",
                "features_list.arrow"
            })
    void damagedBytesAreRefusedOrHarmless(String name) throws IOException {
        byte[] whole = Resources.bytes("arrow/" + name);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        Path file = folder.resolve("damaged.arrow");
        for (int round = 0; round < 600; round++) {
            byte[] bytes = whole.clone();
            int flips = 1 + random.nextInt(4);
            for (int i = 0; i < flips; i++) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(2) * -1);
            }
            try {
                if (round % 2 == 0) {
                    readAll(bytes);
                } else {
                    ArrowEventReader.load(Files.write(file, bytes), OPTIONS);
                }
            } catch (InvalidInput e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
