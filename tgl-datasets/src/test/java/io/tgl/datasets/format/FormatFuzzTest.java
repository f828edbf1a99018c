package io.tgl.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.Npy;
import io.tgl.core.io.Npz;
import io.tgl.core.io.StoredArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Valid files of every format, damaged: bytes flipped, cut, repeated, fields swapped, numbers made huge, files crossed. A
 * reader then reads or refuses with {@link InvalidInput}; it neither throws anything else, nor goes on for seconds, nor
 * allocates more (all threads, garbage counted) than 16 MB and 10 times the decompressed size.
 */
class FormatFuzzTest {
    private static final long FLOOR = 16L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<String> HUGE = List.of(
            "99999999999999999999",
            "2147483647",
            "9223372036854775807",
            "-1",
            "1e308",
            "0.00000000000000000001",
            "NaN",
            "",
            "\"",
            "####-##-##",
            "999999999-13-99",
            "\u00e9",
            "{",
            "[");

    private static Path folder = Path.of("");
    private static List<Sample> samples = List.of();

    /** Files of one format. */
    private record Sample(DataFormat format, FormatOptions options, List<String> names, List<byte[]> contents) {
        static Sample text(DataFormat format, FormatOptions options, String... namesAndTexts) {
            List<String> names = Stream.iterate(0, i -> i < namesAndTexts.length, i -> i + 2)
                    .map(i -> namesAndTexts[i])
                    .toList();
            List<byte[]> contents = Stream.iterate(1, i -> i < namesAndTexts.length, i -> i + 2)
                    .map(i -> namesAndTexts[i].getBytes(StandardCharsets.UTF_8))
                    .toList();
            return new Sample(format, options, names, contents);
        }
    }

    @BeforeContainer
    static void writeSamples() throws IOException {
        folder = Files.createTempDirectory("tgl-fuzz");
        FormatOptions usual = FormatOptions.USUAL.withMaxBytes(MAX_BYTES);
        StringBuilder edges = new StringBuilder();
        StringBuilder quads = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            edges.append(i % 7)
                    .append(' ')
                    .append(i % 11)
                    .append(' ')
                    .append(100 + i)
                    .append('\n');
            quads.append(i % 7 + "\t" + i % 3 + "\t" + i % 5 + "\t" + i / 4 + "\n");
        }
        samples = List.of(
                Sample.text(
                        DataFormat.CSV,
                        usual.withColumns(List.of("who", "whom", "when", "weight=w", "label=kind", "a..b")),
                        "own.csv",
                        "who,whom,when,w,kind,a,x,b\n"
                                + "\"Ann \"\"A\"\"\",bob,2024-01-01T00:00:01.5Z,1.5,yes,1,2,3e-1\n".repeat(30)),
                Sample.text(DataFormat.CSV, usual, "plain.csv", "src,dst,time\n" + "1,2,1600000000000\n".repeat(40)),
                Sample.text(
                        DataFormat.JODIE,
                        usual,
                        "j.csv",
                        "user_id,item_id,timestamp,state_label,comma_separated_list_of_features\n"
                                + "0,1,2.0,0,0.25,-1.5\n".repeat(30)),
                new Sample(
                        DataFormat.DGB,
                        usual,
                        List.of("ml_x.csv", "ml_x.npy", "ml_x_node.npy"),
                        List.of(
                                ",u,i,ts,label,idx\n0,1,3,0.0,0.0,1\n1,2,3,5.0,0.0,2\n"
                                        .getBytes(StandardCharsets.UTF_8),
                                npy(StoredArray.of(new float[6], 3, 2)),
                                npy(StoredArray.of(new float[8], 4, 2)))),
                Sample.text(DataFormat.TGB, usual, "t.csv", "ts,src,dst,w\n" + "5,a,b,0.5\n".repeat(20)),
                Sample.text(DataFormat.SNAP, usual, "s.txt", "# comment\n" + edges),
                Sample.text(DataFormat.KONECT, usual, "out.k", "% asym\n" + "1 2 1 1262454010.25\n".repeat(30)),
                Sample.text(DataFormat.SOCIOPATTERNS, usual, "p.csv", "20\t1\t2\tA\tB\n".repeat(30)),
                Sample.text(
                        DataFormat.TKG,
                        usual,
                        "train.txt",
                        quads.toString(),
                        "test.txt",
                        quads.toString(),
                        "entity2id.txt",
                        "a\t0\nb\t1\nc\t2\nd\t3\ne\t4\nf\t5\ng\t6\n",
                        "relation2id.txt",
                        "x\t0\ny\t1\nz\t2\n",
                        "stat.txt",
                        "7\t3\t0\n"),
                Sample.text(
                        DataFormat.INTERVALS,
                        usual,
                        "train.txt",
                        "1\t0\t2\t1926-##-##\t199#-05-##\n2\t1\t0\t####-##-##\t-12-##-##\n".repeat(20)),
                Sample.text(
                        DataFormat.SNAPSHOTS,
                        usual,
                        "as.txt",
                        "# FILE as19971108.txt\n1\t2\n2\t1\n# FILE as19971109.txt\n1\t2\n3\t1\n".repeat(10)),
                Sample.text(
                        DataFormat.SNAPSHOTS, usual, "m.tsv", "month\tfrom_id\tto_id\tweight\n1999-05\tU1\tU2\t1\n"),
                Sample.text(
                        DataFormat.PYG_TEMPORAL,
                        usual,
                        "p.json",
                        "{\"edges\": [[0, 1], [1, 2]], \"weights\": [1.0, 0.5], \"0\": {\"y\": [1, 2, 3], \"X\": [[1],"
                                + " [2], [3]]}, \"1\": {\"y\": [1, 2, 3], \"X\": [[1], [2], [3]]}, \"time_periods\": 2}"),
                Sample.text(
                        DataFormat.PYG_TEMPORAL,
                        usual,
                        "l.json",
                        "{\"nodes\": [{\"id\": 5, \"y\": [1, 2]}, {\"id\": 7, \"y\": [0, 1]}], \"links\": [{\"weight\":"
                                + " 1.5, \"source\": 5, \"target\": 7}]}"),
                Sample.text(
                        DataFormat.PLANETOID,
                        usual,
                        "c_nodes.csv",
                        "id,label,split,features\n0,1,train,3 5:0.5\n1,0,test,2\n2,-1,none,\n",
                        "c_edges.csv",
                        "u,v\n0,1\n1,2\n"),
                Sample.text(
                        DataFormat.SENSORS,
                        usual,
                        "adj.csv",
                        "1,0.5,0\n0.5,1,0\n0,0,1\n",
                        "speed.csv",
                        "773869,767541,767542\n" + "64.25,60,0\n".repeat(10)),
                Sample.text(
                        DataFormat.SENSORS, usual, "list.csv", "from_idx,to_idx,weight\n0,1,0.5\n1,0,0.25\n2,2,1\n"),
                new Sample(DataFormat.ARROW, usual, List.of("e.arrow"), List.of(arrow())),
                new Sample(
                        DataFormat.PARQUET,
                        usual.withColumns(List.of("who", "whom", "at", "weight=w", "f")),
                        List.of("e.parquet"),
                        List.of(resource("events.parquet"))),
                new Sample(DataFormat.NUMPY, usual, List.of("e.npz"), List.of(npz())),
                new Sample(
                        DataFormat.NUMPY,
                        usual,
                        List.of("e.npy"),
                        List.of(npy(StoredArray.of(new double[] {1, 2, 3, 0.5, 2, 1, 4, 0.5}, 2, 4)))));
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(FormatFuzzTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] npy(StoredArray array) throws IOException {
        Path file = folder.resolve("temporary");
        Npy.write(file, array);
        return Files.readAllBytes(file);
    }

    private static byte[] npz() throws IOException {
        Path file = folder.resolve("temporary");
        Npz.write(
                file,
                Map.of(
                        "src", StoredArray.of(new long[] {5, 6, 7}, 3),
                        "dst", StoredArray.of(new long[] {6, 7, 5}, 3),
                        "time", StoredArray.of(new double[] {1, 2.5, 2}, 3),
                        "features", StoredArray.of(new float[6], 3, 2)));
        return Files.readAllBytes(file);
    }

    private static byte[] arrow() throws IOException {
        Path file = folder.resolve("temporary");
        EventStream events = EventStream.of(3, new int[] {0, 1, 2}, new int[] {1, 2, 0}, new long[] {1, 2, 3})
                .features(FeatureTable.of(new float[6], 3, 2))
                .build();
        ArrowEventWriter.write(file, events);
        return Files.readAllBytes(file);
    }

    /** The samples are what they are meant to be: undamaged, each reads. */
    @Property(tries = 1)
    void samplesReadAndAreOfEveryFormat() {
        assertThat(samples.stream().map(Sample::format)).contains(DataFormat.values());
        for (Sample sample : samples) {
            assertThat(Formats.read(sample.format(), written(sample.names(), sample.contents()), sample.options())
                            .statistics()
                            .events())
                    .as(sample.format().text())
                    .isPositive();
        }
    }

    @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
    void damageIsReadOrRefused(@ForAll long seed, @ForAll @IntRange(max = 1000) int which) {
        Random random = new Random(seed);
        Sample sample = samples.get(which % samples.size());
        List<byte[]> contents = new ArrayList<>(sample.contents());
        int file = random.nextInt(contents.size());
        byte[] damaged = contents.get(file);
        for (int damage = 1 + random.nextInt(3); damage > 0 && damaged.length > 0; damage--) {
            damaged = damaged(damaged, random);
        }
        long size = contents.stream().mapToLong(c -> c.length).sum() + damaged.length;
        contents.set(file, random.nextInt(4) == 0 ? zstd(damaged, random) : damaged);
        check(sample, written(sample.names(), contents), size, seed);
    }

    /** A text in a Parquet footer told a length of 256 MB, a first time had 20 decimals, an Arrow message told 20 MB. */
    @Property(tries = 1)
    void damageThatWasOnceReadWrongly() {
        for (int which = 0; which < samples.size(); which++) {
            damageIsReadOrRefused(-9_001_904_394_658L, which);
            damageIsReadOrRefused(-544, which);
            damageIsReadOrRefused(9_107_748, which);
            damageIsReadOrRefused(-2_165_529_595_056_438_109L, which);
        }
    }

    private static void check(Sample sample, List<Path> files, long size, long seed) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        long start = System.nanoTime();
        try {
            ImportedEvents read = Formats.read(sample.format(), files, sample.options());
            assertThat(read.statistics().events()).isPositive();
        } catch (InvalidInput e) {
            assertThat(e.getMessage()).as("seed %d", seed).contains("expected", "found");
        } catch (RuntimeException | Error e) {
            throw new AssertionError(sample.format().text() + " " + files + ", seed " + seed + ": " + e, e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("seed %d", seed)
                .isLessThan(LONGEST);
        long allocated = THREADS.getTotalThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("%s, %d bytes, seed %d", sample.format().text(), size, seed)
                .isLessThan(FLOOR + 10 * size);
    }

    private static List<Path> written(List<String> names, List<byte[]> contents) {
        try {
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                files.add(Files.write(folder.resolve(names.get(i)), contents.get(i)));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zstd(byte[] content, Random random) {
        byte[] frame = Zstd.compress(content);
        return random.nextBoolean() ? frame : flipped(frame, random, Math.min(frame.length, 18));
    }

    private static byte[] damaged(byte[] content, Random random) {
        int at = random.nextInt(content.length);
        int length = 1 + random.nextInt(Math.min(64, content.length - at));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(content, random, content.length);
            case 1 -> Arrays.copyOf(content, at);
            case 2 -> spliced(content, at, at + length, new byte[0]);
            case 3 -> spliced(content, at, at, Arrays.copyOfRange(content, at, at + length));
            case 4 -> spliced(content, at, at + length, random(random, length));
            case 5 -> withHugeNumber(content, at, random);
            case 6 -> withSwappedFields(content, at);
            // Little-endian counts and lengths of binary formats.
            default -> spliced(content, at, Math.min(content.length, at + 4), new byte[] {-1, -1, -1, 0x7F});
        };
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] flipped(byte[] content, Random random, int within) {
        byte[] copy = content.clone();
        if (within > 0) {
            copy[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] spliced(byte[] content, int from, int to, byte[] instead) {
        byte[] out = new byte[from + instead.length + content.length - to];
        System.arraycopy(content, 0, out, 0, from);
        System.arraycopy(instead, 0, out, from, instead.length);
        System.arraycopy(content, to, out, from + instead.length, content.length - to);
        return out;
    }

    private static boolean isNumberPart(byte b) {
        return (b >= '0' && b <= '9') || b == '.';
    }

    private static byte[] withHugeNumber(byte[] content, int near, Random random) {
        int from = near;
        while (from < content.length && !isNumberPart(content[from])) {
            from++;
        }
        int to = from;
        while (to < content.length && isNumberPart(content[to])) {
            to++;
        }
        String huge = HUGE.get(random.nextInt(HUGE.size()));
        return spliced(content, from, to, huge.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isDelimiter(byte b) {
        return b == ',' || b == '\t' || b == ' ' || b == '\n';
    }

    private static byte[] withSwappedFields(byte[] content, int near) {
        int first = near;
        while (first > 0 && !isDelimiter(content[first - 1])) {
            first--;
        }
        int middle = near;
        while (middle < content.length && !isDelimiter(content[middle])) {
            middle++;
        }
        int last = Math.min(content.length, middle + 1);
        while (last < content.length && !isDelimiter(content[last])) {
            last++;
        }
        if (middle >= content.length) {
            return content;
        }
        byte[] swapped = new byte[last - first];
        System.arraycopy(content, middle + 1, swapped, 0, last - middle - 1);
        swapped[last - middle - 1] = content[middle];
        System.arraycopy(content, first, swapped, last - middle, middle - first);
        return spliced(content, first, last, swapped);
    }
}
