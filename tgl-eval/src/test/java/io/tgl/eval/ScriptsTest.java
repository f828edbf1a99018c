package io.tgl.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, copied into a project that counts as built, with a JDK that only tells how it was called. */
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("..", "scripts");

    @TempDir
    Path folder;

    private Path project = Path.of("");
    private Path jdk = Path.of("");

    private record Result(int code, List<String> out, String err, long pid) {}

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "this system has no /bin/bash");
        project = Files.createDirectories(folder.resolve("a project"));
        Files.createDirectories(project.resolve("scripts"));
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : scripts.toList()) {
                Files.copy(script, project.resolve("scripts").resolve(script.getFileName()));
            }
        }
        jdk = Files.createDirectories(folder.resolve("jdk 25/bin")).getParent();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        executable(jdk.resolve("bin/java"), "#!/bin/sh\necho $$\npwd\nfor word; do printf '<%s>\\n' \"$word\"; done\n");
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        for (String app : List.of("tgl", "bench")) {
            Path built = Files.createDirectories(project.resolve("target/app/" + app));
            Files.createFile(built.resolve("stamp"));
            Files.createFile(built.resolve("libraries"));
        }
    }

    private static void executable(Path file, String text) throws IOException {
        assertThat(Files.writeString(file, text).toFile().setExecutable(true)).isTrue();
    }

    private Result run(Path from, String... words) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(from.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("TGL_JAVA_OPTS");
        Process process = builder.start();
        int code = process.waitFor();
        return new Result(code, Files.readAllLines(out), Files.readString(err), process.pid());
    }

    @Test
    void wordsComeThroughFromAnywhereAndByALink() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), project.resolve("scripts/tgl"));
        Path linked = Files.createSymbolicLink(elsewhere.resolve("again"), Path.of("link"));
        for (Path script : List.of(project.resolve("scripts/tgl"), link, linked)) {
            Result result = run(elsewhere, script.toString(), "a b", "", "it's", "*", "\"$HOME\"", "--x=1");
            assertThat(result.err()).isEmpty();
            assertThat(result.code()).isZero();
            assertThat(result.out().get(1)).isEqualTo(elsewhere.toRealPath().toString());
            assertThat(result.out()
                            .subList(
                                    result.out().indexOf("<io.tgl.eval.cli.Tgl>"),
                                    result.out().size()))
                    .containsExactly("<io.tgl.eval.cli.Tgl>", "<a b>", "<>", "<it's>", "<*>", "<\"$HOME\">", "<--x=1>");
        }
    }

    /** The script becomes the JVM, so a signal to the script reaches it, and its exit code is the script's. */
    @Test
    void theScriptBecomesTheProgram() throws IOException, InterruptedException {
        executable(jdk.resolve("bin/java"), "#!/bin/sh\necho $$\nexit 130\n");
        for (String script : List.of("tgl", "bench", "run")) {
            Result result =
                    run(folder, project.resolve("scripts").resolve(script).toString());
            assertThat(result.out()).containsExactly(Long.toString(result.pid()));
            assertThat(result.code()).isEqualTo(130);
        }
    }

    @Test
    void theFirstJdkThatIsNewEnoughIsTaken() throws IOException, InterruptedException {
        Result result = shell("find_jdk; echo \"$JAVA_HOME\"");
        assertThat(result.out()).containsExactly(jdk.toString());
    }

    @Test
    void withoutAJdkItSaysWhatItLookedFor() throws IOException, InterruptedException {
        Result result = shell("TGL_JDK_MIN=99; find_jdk");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("error: no JDK 99 or newer", "JAVA_HOME (" + jdk + ")", "PATH", "/usr/lib/jvm")
                .contains(jdk + " is 25");
    }

    @Test
    void aChangedSourceOrAMissingLibraryMakesItOld() throws IOException, InterruptedException {
        String current = "is_current \"$TGL_HOME/target/app/tgl\" && echo current || echo old";
        assertThat(shell(current).out()).containsExactly("current");
        Files.writeString(project.resolve("target/app/tgl/libraries"), folder.resolve("gone.jar") + "\n");
        assertThat(shell(current).out()).containsExactly("old");
        Files.writeString(project.resolve("target/app/tgl/libraries"), "");
        Path source =
                Files.createDirectories(project.resolve("tgl-core/src/main")).resolve("A.java");
        Files.writeString(source, "", StandardCharsets.UTF_8);
        Files.setLastModifiedTime(
                source, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertThat(shell(current).out()).containsExactly("old");
    }

    private Result shell(String commands) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("/bin/bash", "-c"));
        words.add("TGL_SCRIPTS='" + project.resolve("scripts") + "'; source \"$TGL_SCRIPTS/common.sh\"; " + commands);
        return run(folder, words.toArray(String[]::new));
    }
}
