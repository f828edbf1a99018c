package io.tgl.eval.live;

import io.tgl.models.live.LiveStatus;
import io.tgl.models.live.LiveStore;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The figures of a stream as text in Prometheus' exposition format, version 0.0.4. */
final class StreamMetrics {
    private static final Map<String, String> QUANTILES =
            Map.of("p50", "0.5", "p90", "0.9", "p99", "0.99", "p99.9", "0.999", "max", "1");

    private final StringBuilder text = new StringBuilder();

    private StreamMetrics() {}

    static String of(StreamStatistics.Figures figures, LiveStatus status, Optional<LiveStore> store) {
        StreamMetrics metrics = new StreamMetrics();
        metrics.counter("position", "Events taken in, those before this process among them.", status.position());
        metrics.counter("events_total", "Events taken in by this process.", figures.events());
        metrics.counter("links_total", "Links scored.", figures.links());
        metrics.counter("batches_total", "Batches answered.", figures.batches());
        metrics.counter("refused_batches_total", "Batches refused.", figures.refusedBatches());
        metrics.counter("connections_total", "Streams begun.", figures.connections());
        metrics.counter("broken_connections_total", "Streams without a proper end.", figures.brokenConnections());
        metrics.counter("late_events_total", "Events earlier than one before them.", status.lateEvents());
        metrics.counter("forgotten_nodes_total", "Nodes forgotten.", status.forgottenNodes());
        metrics.counter("learning_steps_total", "Steps of online learning.", status.learningSteps());
        metrics.gauge("nodes", "Nodes present.", status.nodes());
        metrics.gauge("events_per_second", "From the first batch to the last.", figures.eventsPerSecond());
        metrics.latency(figures);
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        metrics.gauge("heap_used_bytes", "Heap in use.", heap.getUsed());
        metrics.gauge("heap_max_bytes", "Heap at most.", heap.getMax());
        store.ifPresent(metrics::snapshots);
        return metrics.text.toString();
    }

    private void snapshots(LiveStore store) {
        gauge(
                "snapshot_position",
                "Events before the last snapshot.",
                store.lastSnapshot().position());
        gauge(
                "snapshot_timestamp_seconds",
                "When the last snapshot was written.",
                (double) store.lastSnapshot().time().toEpochMilli() * 1e-3);
        gauge(
                "snapshot_failed",
                "1 if the last snapshot that was due could not be written.",
                store.snapshotFailure() == null ? 0L : 1L);
    }

    private void latency(StreamStatistics.Figures figures) {
        String name = head("batch_seconds", "From a batch's arrival to its answers' departure.", "summary");
        figures.latencyMillis()
                .forEach((percentile, millis) -> line(
                        name + "{quantile=\"" + QUANTILES.getOrDefault(percentile, percentile) + "\"}", millis * 1e-3));
        line(name + "_sum", figures.busySeconds());
        line(name + "_count", figures.batches());
    }

    private void counter(String name, String help, long value) {
        line(head(name, help, "counter"), value);
    }

    private void gauge(String name, String help, double value) {
        line(head(name, help, "gauge"), value);
    }

    private void gauge(String name, String help, long value) {
        line(head(name, help, "gauge"), value);
    }

    private String head(String name, String help, String type) {
        String full = "tgl_stream_" + name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        return full;
    }

    private void line(String name, double value) {
        text.append(name)
                .append(' ')
                .append(String.format(Locale.ROOT, "%.6f", value))
                .append('\n');
    }

    private void line(String name, long value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
