package io.tgl.eval.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Main class of a child JVM: {@code tgl reproduce} for each record given, with so many threads. */
final class ReproduceInAnotherJvm {
    private ReproduceInAnotherJvm() {}

    /** Arguments: threads, then the records. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int code = Arrays.stream(args)
                .skip(1)
                .mapToInt(run -> Tgl.run(out, out, "reproduce", run, "--threads", args[0]))
                .max()
                .orElse(ExitCode.USAGE);
        Interrupt.finished();
        System.exit(code);
    }
}
