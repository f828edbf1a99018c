package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.graph.GrowingAdjacency;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways in of a service: its own root, its own reader, a pipe. */
@Timeout(60)
class ArrowServiceTest {
    private static final DictionaryProvider NONE = new DictionaryProvider.MapDictionaryProvider();

    @Test
    void takesARootAsItIs() {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = UnsortedTable.root(allocator, new int[] {40, 50}, new long[] {1, 2})) {
            long held = allocator.getAllocatedMemory();
            LoadedEvents loaded = ArrowEventReader.read(root, NONE, "orders", ArrowReadOptions.USUAL);
            assertThat(loaded.events().size()).isEqualTo(2);
            assertThat(loaded.nodes().number(2)).isEqualTo(50);
            assertThat(root.getRowCount()).isEqualTo(2);
            assertThat(allocator.getAllocatedMemory()).isEqualTo(held);
        }
    }

    @Test
    void followsARootThatIsRefilled() {
        ArrowEventDecoder decoder = new ArrowEventDecoder("orders", ArrowReadOptions.USUAL);
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = UnsortedTable.root(allocator, new int[] {40, 50}, new long[] {1, 5})) {
            assertThat(decoder.decode(root).events().nodeCount()).isEqualTo(3);
            UnsortedTable.fill(root, new int[] {60, 40}, new long[] {5, 4});
            assertThatThrownBy(() -> decoder.decode(root))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessage("orders, row 3, column time: expected times in ascending order, at least 5, found 4");
            assertThat(decoder.nodeCount()).isEqualTo(3);
            UnsortedTable.fill(root, new int[] {70, 40}, new long[] {5, 6});
            EventChunk chunk = decoder.decode(root);
            assertThat(chunk.firstRow()).isEqualTo(2);
            assertThat(chunk.events().destinations()).containsExactly(3, 1);
            assertThat(decoder.nodes().number(3)).isEqualTo(70);
            assertThat(decoder.rows()).isEqualTo(4);
        }
    }

    @Test
    void chunksGoOnInOneAdjacency() {
        ArrowEventDecoder decoder = new ArrowEventDecoder("orders", ArrowReadOptions.USUAL);
        GrowingAdjacency adjacency = new GrowingAdjacency();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = UnsortedTable.root(allocator, new int[] {40, 50}, new long[] {1, 5})) {
            adjacency.append(decoder.decode(root).events().all());
            UnsortedTable.fill(root, new int[] {50, 40}, new long[] {5, 6});
            EventStream second = decoder.decode(root).events();
            assertThat(second.eventId(0)).isEqualTo(2);
            adjacency.append(second.all());
            assertThat(adjacency.end(1) - adjacency.begin(1)).isPositive();
        }
    }

    @Test
    void eventsOfAServiceKeepTheirIdsAndMayBeLate() {
        ArrowEventDecoder decoder = new ArrowEventDecoder("orders", ArrowReadOptions.USUAL);
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = UnsortedTable.root(allocator, new int[] {40, 50}, new long[] {5, 1})) {
            ArrivingEvents events = decoder.decodeArriving(root, NONE);
            assertThat(events.time()).containsExactly(5, 1);
            assertThat(((ArrivingEvents.Numbers) events.ids()).destination()).containsExactly(40, 50);
            assertThat(decoder.rows()).isEqualTo(2);
        }
    }

    @Test
    void takesAReaderAndLeavesItOpen() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader theirs = new ArrowStreamReader(
                        new ByteArrayInputStream(Resources.bytes("arrow/dictionary.arrows")), allocator)) {
            try (ArrowEventReader ours = ArrowEventReader.over(theirs, "feed", ArrowReadOptions.USUAL)) {
                LoadedEvents loaded = ours.readAll();
                assertThat(loaded.events().size()).isEqualTo(12);
                assertThat(loaded.nodes().isText()).isTrue();
            }
            assertThat(theirs.getVectorSchemaRoot().getFieldVectors()).hasSize(5);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void handsOutABatchBeforeTheNextOneIsWritten() throws Exception {
        SynchronousQueue<long[]> feed = new SynchronousQueue<>();
        PipedInputStream in = new PipedInputStream(1 << 16);
        PipedOutputStream out = new PipedOutputStream(in);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeBatches(out, feed));
        try (ArrowEventReader reader = ArrowEventReader.open(in, "pipe", ArrowReadOptions.USUAL)) {
            for (long time = 1; time <= 3; time++) {
                feed.offer(new long[] {time, time}, 10, TimeUnit.SECONDS);
                // Were the reader to wait for more than this batch, this call would never return.
                EventChunk chunk = reader.next().orElseThrow();
                assertThat(chunk.events().time(1)).isEqualTo(time);
            }
            feed.offer(new long[0], 10, TimeUnit.SECONDS);
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
        writer.get(10, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsANamedPipe(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(isMade(new ProcessBuilder("mkfifo", pipe.toString())), "this system has no mkfifo");
        CompletableFuture<Path> writer = CompletableFuture.supplyAsync(() -> {
            AtomicFile.write(pipe, Resources.bytes("arrow/batches.arrow"));
            return pipe;
        });
        assertThat(ArrowEventReader.load(pipe).events().size()).isEqualTo(12);
        assertThat(writer.get(10, TimeUnit.SECONDS)).exists();
    }

    private static boolean isMade(ProcessBuilder command) throws InterruptedException {
        try {
            return command.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void writeBatches(PipedOutputStream out, SynchronousQueue<long[]> feed) {
        try (out;
                BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = UnsortedTable.root(allocator, new int[0], new long[0]);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out)) {
            writer.start();
            out.flush();
            for (long[] time = feed.take(); time.length > 0; time = feed.take()) {
                UnsortedTable.fill(root, new int[] {1, 2}, time);
                writer.writeBatch();
                out.flush();
            }
            writer.end();
            out.flush();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutTheFlagTheFirstFailureNamesIt() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), WithoutFlag.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isNotZero();
        assertThat(output).contains("--add-opens=java.base/java.nio=ALL-UNNAMED");
    }

    /** Run in a JVM of its own. */
    static final class WithoutFlag {
        public static void main(String[] args) {
            EventStream events = ArrowRoundTripTest.events(1, 2, 2, 0, 1, TimeGranularity.SECONDS);
            ArrowEventWriter.write(
                    new java.io.ByteArrayOutputStream(), events, NodeIndex.identity(2), ArrowWriteOptions.USUAL);
            throw new AssertionError("written without the flag " + List.of(args));
        }
    }
}
