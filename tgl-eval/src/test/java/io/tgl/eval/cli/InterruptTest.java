package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in a process of its own: exit code 130, a checkpoint, and a resumed run with the digest of one never stopped. */
class InterruptTest {
    private static final int EPOCHS = 60;

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void anInterruptedRunGoesOnToTheSameDigest() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "this system has no /bin/kill");
        Path data = Files.writeString(folder.resolve("d.csv"), events());
        Path cut = folder.resolve("cut");
        Path errors = folder.resolve("err.txt");
        Process process = new ProcessBuilder(java(options(data, cut)))
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(errors.toFile())
                .start();
        Path checkpoint = cut.resolve("tgn-seed0.safetensors");
        while (Files.notExists(checkpoint) && process.isAlive()) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
        }
        new ProcessBuilder("/bin/kill", "-INT", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor()).as(Files.readString(errors)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(Files.readString(errors)).contains("error: interrupted: tgn, seed 0", "--resume goes on from there");
        assertThat(cut.resolve("tgn-seed0.json")).doesNotExist();

        List<Object> again = new ArrayList<>(options(data, cut));
        again.add("--resume");
        Shell resumed = Shell.tgl(again.toArray());
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("tgn, seed 0: goes on after epoch ");
        Path whole = folder.resolve("whole");
        assertThat(Shell.tgl(options(data, whole).toArray()).code()).isZero();
        assertThat(digest(cut)).isEqualTo(digest(whole));
    }

    private static String digest(Path run) {
        return RunRecords.read(run.resolve("tgn-seed0.json")).scoreDigest();
    }

    private static List<Object> options(Path data, Path out) {
        return List.of(
                "run",
                "--data",
                data,
                "--model",
                "tgn",
                "--epochs",
                EPOCHS,
                "--patience",
                EPOCHS,
                "--out",
                out,
                "--batch-size",
                20,
                "--threads",
                1,
                "--set",
                "node-width=4",
                "--set",
                "edge-width=4",
                "--set",
                "time-width=4",
                "--set",
                "neighbors=3");
    }

    private static List<String> java(List<Object> options) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty(
                "surefire.test.class.path", Objects.requireNonNull(System.getProperty("java.class.path")));
        Stream<String> jvm = Stream.of(
                java.toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Tgl.class.getName());
        return Stream.concat(jvm, options.stream().map(String::valueOf)).toList();
    }

    private static String events() {
        StringBuilder text = new StringBuilder("src,dst,time\n");
        for (int i = 0; i < 500; i++) {
            text.append(i * i % 17)
                    .append(',')
                    .append(17 + i * 7 % 13)
                    .append(',')
                    .append(100 + 3 * i)
                    .append('\n');
        }
        return text.toString();
    }
}
