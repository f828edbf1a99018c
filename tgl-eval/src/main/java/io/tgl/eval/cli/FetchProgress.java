package io.tgl.eval.cli;

import io.tgl.datasets.fetch.FetchListener;
import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how a download goes on: a bar where standard error is a terminal, otherwise a line every few seconds. */
final class FetchProgress implements FetchListener, AutoCloseable {
    private static final int WIDTH = 110;
    private static final long MEBIBYTE = 1 << 20;
    private static final long LINE_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private @Nullable ProgressBar bar;
    private OptionalLong total = OptionalLong.empty();
    private long lastLine = System.nanoTime();

    FetchProgress(PrintWriter err) {
        this.err = err;
        Interrupt.watch();
    }

    @Override
    public void started(URI url, long from, OptionalLong size) {
        closeBar();
        total = size;
        err.println("fetching " + url + (size.isPresent() ? ", " + size(size.getAsLong()) : "")
                + (from > 0 ? ", going on after " + size(from) : ""));
        if (Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
            bar = bar(size);
        }
    }

    private ProgressBar bar(OptionalLong size) {
        return new ProgressBarBuilder()
                .setInitialMax(size.orElse(-1))
                .setUnit(" MiB", MEBIBYTE)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            err.print("\r" + line);
                            err.flush();
                        },
                        WIDTH))
                .build();
    }

    @Override
    public void received(long bytes) {
        if (Interrupt.requested()) {
            throw new CancellationException(
                    "interrupted after " + size(bytes) + "; the same command goes on from there");
        }
        ProgressBar shown = bar;
        if (shown != null) {
            shown.stepTo(bytes);
        } else if (System.nanoTime() - lastLine > LINE_NANOS) {
            lastLine = System.nanoTime();
            err.println("  " + size(bytes) + (total.isPresent() ? " of " + size(total.getAsLong()) : ""));
        }
    }

    @Override
    public void note(String text) {
        closeBar();
        err.println("  " + text);
    }

    /** A size as people write it. */
    static String size(long bytes) {
        return bytes < MEBIBYTE
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MEBIBYTE);
    }

    private void closeBar() {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.close();
            err.println();
            bar = null;
        }
    }

    @Override
    public void close() {
        closeBar();
    }
}
