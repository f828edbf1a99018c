package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import picocli.CommandLine.Option;

/** How many threads compute. No result depends on it. */
final class ComputeOptions {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Worker threads (default: the processors that this process may use). No result depends on it.")
    private int threads = Workers.availableThreads();

    /** The kernels of this JVM on so many threads. */
    Compute compute() {
        if (threads < 1 || threads > Workers.MAX_THREADS) {
            throw InvalidInput.at("--threads", "1 to " + Workers.MAX_THREADS, threads);
        }
        return new Compute(KernelProvider.kernels(), Workers.ofThreads(threads));
    }
}
