package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.Provenance;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveStore;
import io.tgl.models.model.Checkpoint;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command behind {@code scripts/flight}: a live predictor with its store, served until a signal ends it. */
@Command(
        name = "flight",
        description = {
            "Serves a trained model over Apache Arrow Flight: events come in, questions are answered, the state survives.",
            "SIGTERM or Ctrl-C: streams finish the batch in hand, a snapshot is written, the exit code is 0."
        },
        mixinStandardHelpOptions = true,
        versionProvider = FlightCommand.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ended by a signal, everything on the disk",
            "1:could not begin, or the end was not clean",
            "2:options that cannot be understood"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flight --model tgn.safetensors --store state",
            "  flight --model tgn.safetensors --store state --features 172 --history ring:20 --port 8815",
            "  flight --model tgn.safetensors --store state --host 0.0.0.0 --token-file token \\",
            "         --tls-cert service.pem --tls-key service.key"
        })
public final class FlightCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Option(names = "--model", required = true, paramLabel = "CHECKPOINT", description = "The trained model.")
    private Path model = Path.of("");

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description =
                    "Folder of the event log and the snapshots; what it holds goes on. Without it, nothing survives.")
    private @Nullable Path store;

    @ArgGroup(validate = false, heading = "%nThe stream:%n")
    private StreamOptions stream = new StreamOptions();

    @ArgGroup(validate = false, heading = "%nThe service:%n")
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final CountDownLatch signal = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int exitCode = FAILED;

    private FlightCommand() {}

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Provenance here = Provenance.current("", 1);
            return new String[] {"tgl flight " + here.version(), "commit  " + here.commit()};
        }
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/tgl/flight/logback.xml");
        }
        FlightCommand command = new FlightCommand();
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((e, at, _) -> {
            at.getErr().println("error: " + message(e));
            return FAILED;
        });
        command.exitCode = line.execute(args);
        command.done.countDown();
        System.exit(command.exitCode);
    }

    private static String message(Exception e) {
        return e instanceof InvalidInput || e instanceof UncheckedIOException
                ? String.valueOf(e.getMessage())
                : e.toString();
    }

    /** The JVM of a signal ends with the signal's code; here the end is the usual one. */
    private void awaitEnd() {
        if (done.getCount() == 0) {
            return;
        }
        signal.countDown();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    @Override
    public Integer call() throws InterruptedException {
        FlightSettings settings = service.settings();
        Checkpoint checkpoint = Checkpoint.read(model);
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(stream.threads()));
        NodeIndex known = stream.known();
        Runtime.getRuntime().addShutdownHook(new Thread(this::awaitEnd, "tgl-flight-end"));
        Path folder = store;
        if (folder == null) {
            say("no --store: nothing of the stream survives the end of this process");
            LivePredictor live = LivePredictor.of(checkpoint, stream.settings(), known, compute);
            try (FlightService serving = FlightService.start(live, settings)) {
                serve(serving, live);
            }
            return 0;
        }
        try (LiveStore kept =
                LiveStore.open(folder, checkpoint, stream.settings(), known, stream.durability(), compute, _ -> {})) {
            kept.recovery().report().forEach(this::say);
            say("store " + folder + ": position " + kept.recovery().position() + ", "
                    + kept.recovery().records() + " records of the log applied to the last snapshot");
            try (FlightService serving = FlightService.start(kept, settings)) {
                serve(serving, kept.predictor());
            }
            say("writing a snapshot at position " + kept.predictor().position());
        }
        return 0;
    }

    private void serve(FlightService serving, LivePredictor live) throws InterruptedException {
        say(live.model() + " listens on " + serving.location() + ", position " + live.position());
        signal.await();
        say("closing: " + serving.openStreams() + " open streams finish their batch");
    }

    private void say(String line) {
        CommandSpec here = spec;
        if (here != null) {
            here.commandLine().getErr().println(line);
        }
    }
}
