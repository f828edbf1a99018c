package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.train.EpochResult;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole run (data, training with dropout, evaluation; one layer and two) made again with other threads, kernels, vector
 * widths, instruction sets and compilers, as stand-ins for other machines, and resumed after an interruption: the same bits.
 */
class SameRunEverywhereTest {
    private static final String VECTOR_API = "--add-modules jdk.incubator.vector ";

    @TempDir
    static Path folder;

    @BeforeAll
    static void runOnce() {
        for (NamedRecipe recipe : NamedRecipe.values()) {
            tgl("run", "--recipe", recipe.title(), "--threads", "2", "--out", folder(recipe));
        }
    }

    @AfterAll
    static void done() {
        Interrupt.finished();
    }

    private static String folder(NamedRecipe recipe) {
        return folder.resolve(recipe.title()).toString();
    }

    private static Path record(NamedRecipe recipe) {
        return folder.resolve(recipe.title()).resolve("tgn-seed0.json");
    }

    private static String tgl(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertThat(Tgl.run(new PrintWriter(out, true), new PrintWriter(err, true), words))
                .as(() -> out + "\n" + err)
                .isZero();
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "true, -Dtgl.kernels=scalar, 2, scalar",
        "true, -Dtgl.kernels=vector -XX:MaxVectorSize=16, 2, vector/128",
        "true, -Dtgl.kernels=vector -XX:MaxVectorSize=32, 1, ''",
        "true, -Dtgl.kernels=vector -XX:MaxVectorSize=64, 3, ''",
        "true, -XX:UseAVX=2, 2, ''",
        "true, -XX:UseAVX=0, 1, ''",
        "true, -XX:TieredStopAtLevel=1, 2, scalar",
        "true, -Xint, 1, scalar",
        "false, -Dtgl.kernels=auto, 2, scalar"
    })
    void reproducedBy(boolean vectorApi, String flags, int threads, String kernels)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(((vectorApi ? VECTOR_API : "") + "--add-opens=java.base/java.nio=ALL-UNNAMED "
                        + "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx1g "
                        + "-XX:+IgnoreUnrecognizedVMOptions " + flags)
                .split(" ")));
        command.addAll(List.of("-cp", classPath(), ReproduceInAnotherJvm.class.getName(), String.valueOf(threads)));
        Arrays.stream(NamedRecipe.values())
                .forEach(recipe -> command.add(record(recipe).toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.split("\nREPRODUCED ", -1)).as(output).hasSize(1 + NamedRecipe.values().length);
        assertThat(output).contains(kernels.isEmpty() ? "" : ", now " + kernels);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @ParameterizedTest
    @EnumSource(NamedRecipe.class)
    void reproducedHere(NamedRecipe recipe) {
        assertThat(tgl("reproduce", record(recipe).toString(), "--threads", "1"))
                .startsWith(
                        "REPRODUCED TGN on uci, first 240, seed 0: scores, metrics and curves are equal bit for bit")
                .contains("threads: recorded 2, now 1");
    }

    @ParameterizedTest
    @EnumSource(NamedRecipe.class)
    void interruptedInItsSecondEpochAndResumedWithOtherThreads(NamedRecipe recipe) throws IOException {
        RunRecord whole = RunRecords.read(record(recipe));
        Path resumed = folder.resolve(recipe.title() + "-resumed");
        Files.createDirectories(resumed);
        assertThat(interrupt(whole, RunFiles.in(resumed, "tgn", 0).checkpoint()))
                .isEqualTo(1);
        tgl("run", "--recipe", recipe.title(), "--threads", "1", "--resume", "--out", resumed.toString());
        RunRecord second = RunRecords.read(resumed.resolve("tgn-seed0.json"));
        assertThat(second.scoreDigest()).isEqualTo(whole.scoreDigest());
        assertThat(second.metrics()).isEqualTo(whole.metrics());
    }

    /** Runs it until some batches into the second epoch; returns the epochs finished. */
    private static int interrupt(RunRecord whole, Path checkpoint) {
        RecordedCommand command = RecordedCommand.of(whole, null, "record");
        Compute compute = new Compute(KernelProvider.scalar(), Workers.single());
        RunSession session = new RunSession(command.recipe(), compute, new PrintWriter(new StringWriter()));
        DyglibRun plan = session.plan(command.model(), command.epochs(), command.seed());
        AtomicInteger epochs = new AtomicInteger();
        AtomicInteger batches = new AtomicInteger();
        TrainingListener counter = new TrainingListener() {
            @Override
            public void epochFinished(EpochResult result) {
                epochs.incrementAndGet();
            }
        };
        RunControl control = RunControl.none()
                .checkpointAt(checkpoint, false)
                .watchedBy(counter)
                .interruptedBy(() -> epochs.get() == 1 && batches.incrementAndGet() == 3);
        DyglibRun.Outcome outcome = plan.run(compute, control, () -> 0);
        assertThat(outcome.result().stop()).isEqualTo(StopReason.INTERRUPTED);
        return outcome.result().stoppedEpoch();
    }

    @Test
    void theTwoRecipesAreNotTheSameRun() {
        assertThat(RunRecords.read(record(NamedRecipe.SAME_BITS)).scoreDigest())
                .isNotEqualTo(
                        RunRecords.read(record(NamedRecipe.SAME_BITS_2_LAYERS)).scoreDigest());
    }
}
