package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.models.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the service listens, whom it lets in and how much it takes. */
final class ServiceOptions {
    private static final String TOKEN = "TGL_FLIGHT_TOKEN";
    private static final int DEFAULT_PORT = 8815;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "Where to listen (default: ${DEFAULT-VALUE}). Other machines reach any but loopback, so token and"
                            + " TLS are demanded then.")
    private String host = FlightSettings.LOCAL.host();

    @Option(names = "--port", paramLabel = "PORT", description = "0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port = DEFAULT_PORT;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Its one line is what each call must carry as \"authorization: Bearer ...\" (default: the"
                    + " variable " + TOKEN + ", if there is one).")
    private @Nullable Path tokenFile;

    @Option(names = "--tls-cert", paramLabel = "PEM", description = "Certificate of the service; with --tls-key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key, PKCS#8 without a password.")
    private @Nullable Path key;

    @Option(names = "--unprotected", description = "Go without token or TLS where other machines can connect.")
    private boolean unprotected;

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            description = "Puts and exchanges open at once (default: ${DEFAULT-VALUE}).")
    private int maxStreams = FlightSettings.LOCAL.maxStreams();

    @Option(
            names = "--max-message",
            paramLabel = "MIB",
            description = "Size of a record batch (default: ${DEFAULT-VALUE}).")
    private int maxMessage = (int) (FlightSettings.LOCAL.batch().maxBytes() >> 20);

    @Option(names = "--max-rows", paramLabel = "N", description = "Rows of a record batch (default: ${DEFAULT-VALUE}).")
    private int maxRows = FlightSettings.LOCAL.batch().maxRows();

    @Option(
            names = "--max-memory",
            paramLabel = "MIB",
            description = "Memory for record batches of all streams (default: ${DEFAULT-VALUE}).")
    private long maxMemory = FlightSettings.LOCAL.maxMemory() >> 20;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description =
                    "How long a client may leave its answers unread, and how long the end waits for batches in hand"
                            + " (default: ${DEFAULT-VALUE}).")
    private int patience = (int) FlightSettings.LOCAL.patience().toSeconds();

    @Option(
            names = "--tick",
            paramLabel = "UNIT",
            description = "What a tick of the model is, for events with Arrow timestamps: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    private TimeGranularity tick = FlightSettings.LOCAL.batch().tick();

    FlightSettings settings() {
        Path chain = certificate;
        Path secret = key;
        if ((chain == null) != (secret == null)) {
            throw InvalidInput.at(
                    "TLS", "--tls-cert and --tls-key together", chain == null ? "no --tls-cert" : "no --tls-key");
        }
        if (maxMessage < 1 || maxMessage > 2047 || maxMemory < 1 || maxMemory > Long.MAX_VALUE >> 20) {
            throw InvalidInput.at(
                    "--max-message and --max-memory", "1 to 2047 and at least 1 MiB", maxMessage + " and " + maxMemory);
        }
        Optional<FlightSettings.Tls> tls =
                chain == null || secret == null ? Optional.empty() : Optional.of(new FlightSettings.Tls(chain, secret));
        return new FlightSettings(
                host,
                port,
                tls,
                token(),
                unprotected,
                maxStreams,
                maxMemory << 20,
                Duration.ofSeconds(patience),
                new WireLimits(maxRows, (long) maxMessage << 20, tick));
    }

    private Optional<String> token() {
        Path file = tokenFile;
        if (file == null) {
            return Optional.ofNullable(System.getenv(TOKEN));
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new InvalidInput("--token-file: expected a text file that can be read, found " + file, e);
        }
    }
}
