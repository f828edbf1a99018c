package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JVMs of other vector widths, instruction sets and compilers, as stand-ins for other machines: one digest. */
class SameBitsEverywhereTest {
    private static final String DIGEST = "4f716256b4374234d0961ae27bb92184acb9c67cb44ddb46b2ade369571361fa";
    private static final String VECTOR_API = "--add-modules jdk.incubator.vector ";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "true, -Dtgl.kernels=scalar, 3, 2, scalar",
        "true, -Dtgl.kernels=vector, 60, 2, vector",
        "true, -Dtgl.kernels=vector -XX:MaxVectorSize=16, 60, 1, vector/128",
        "true, -Dtgl.kernels=vector -XX:MaxVectorSize=32, 60, 3, vector",
        "true, -XX:UseAVX=2, 30, 1, ''",
        "true, -XX:UseAVX=0, 3, 2, ''",
        "true, -XX:TieredStopAtLevel=1, 3, 1, scalar",
        "true, -Xint, 1, 1, scalar",
        "false, -Dtgl.kernels=auto, 3, 1, scalar"
    })
    void oneDigest(boolean vectorApi, String flags, int repetitions, int threads, String kernels)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(((vectorApi ? VECTOR_API : "") + "-XX:+IgnoreUnrecognizedVMOptions " + flags).split(" ")));
        command.addAll(List.of("-cp", classPath(), KernelDigest.class.getName()));
        Path output = folder.resolve("digest");
        command.addAll(List.of(String.valueOf(repetitions), String.valueOf(threads), output.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(flags).isZero();
        assertThat(Files.readString(output)).startsWith(kernels).endsWith(" " + DIGEST);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
