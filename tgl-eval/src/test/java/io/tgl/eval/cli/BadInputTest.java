package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.eval.record.RunRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input through the whole command: one clear line, exit code 1, nothing half-written. */
class BadInputTest {
    @TempDir
    Path folder;

    private Path fixture(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/arrow/" + name), name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    /** What a run on that file says; it must be one line, and nothing may be left. */
    private String refusal(Path file, Object... more) {
        Path out = folder.resolve("results");
        Object[] words = {"run", "--data", file, "--model", "edgebank", "--out", out, "--json", folder.resolve("j")};
        Shell shell = Shell.tgl(
                Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray());
        assertThat(shell.code()).as(shell.err()).isEqualTo(ExitCode.FAILED);
        assertThat(shell.out()).isEmpty();
        assertThat(out).doesNotExist();
        assertThat(folder.resolve("j")).doesNotExist();
        return oneLine(shell);
    }

    private static String oneLine(Shell shell) {
        assertThat(shell.err().lines()).hasSize(1);
        assertThat(shell.err()).startsWith("error: ").doesNotContain("Exception", "--debug");
        return shell.err();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bad_missing.arrow       | expected a column 'dst' | found only [src, time]
            bad_type.arrow          | column time: expected times | found Utf8
            bad_id_type.arrow       | column src: expected ids | found Decimal
            bad_mixed_ids.arrow     | column dst: expected ids of the kind of src | found numbers
            bad_null_id.arrow       | row 4, column src: expected a value | found null
            bad_null_text.arrow     | row 7, column dst: expected a value | found null
            bad_order.arrow         | row 6, column time: expected times in ascending order, at least 260 | found 259
            bad_nan_feature.arrow   | row 6, column features[1]: expected a finite number | found NaN
            bad_feature_width.arrow | row 8, column features: expected a feature row of width 3 | found 2
            bad_dense_id.arrow      | row 5, column src: expected a node id from 0 to 10 | found 11
            bad_version.arrow       | expected tgl.format_version 1 | found 2
            bad_no_rows.arrow       | expected at least one event | found a table of 0 rows
            """)
    void arrow(String name, String expected, String found) throws IOException {
        Path file = fixture(name);
        assertThat(refusal(file)).contains(file.toString(), expected, found);
    }

    @Test
    void truncatedArrow() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("int32.arrow"));
        Path file = folder.resolve("cut.arrow");
        for (int length : new int[] {7, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(refusal(file)).contains(file.toString(), "expected", "found");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            src,dst,when\\n1,2,3           | line 1: expected a column time | found columns src,dst,when
            src,dst,time\\n1,2,soon        | line 2, column time: expected a number or an ISO-8601 time | found "soon"
            src,dst,time\\n1,2,3\\n,2,4    | line 3, column src: expected a node id | found nothing
            src,dst,time\\n1,2,3\\n1,2,2   | line 3, column time: expected times in ascending order, at least 3 | found 2
            src,dst,time\\n1,2,3\\n1,2,3,4 | line 3: expected 3 fields (src, dst, time) | found 4
            src,dst,time\\n1,2,3\\n1,2     | line 3: expected 3 fields (src, dst, time) | found 2
            src,dst,time                   | expected at least one event | found a header alone
            """)
    void text(String lines, String expected, String found) throws IOException {
        Path file = Files.writeString(folder.resolve("events.csv"), lines.replace("\\n", "\n") + "\n");
        assertThat(refusal(file)).contains(file.toString(), expected, found);
    }

    @Test
    void featuresOfText() throws IOException {
        Path file = Files.writeString(folder.resolve("f.csv"), "src,dst,time,f1\n1,2,3,0.5\n1,2,4,NaN\n");
        assertThat(refusal(file, "--columns", "src,dst,time,f1"))
                .contains(file + ", line 3, column f1: expected a finite number, found NaN");
        assertThat(refusal(file, "--columns", "src,dst,time,f2")).contains("a column f2", "columns src,dst,time,f1");
    }

    @Test
    void anIdOverTheLimit() throws IOException {
        Path file = Files.writeString(folder.resolve("ids.csv"), "src,dst,time\n0,1,3\n1,2147483647,4\n");
        assertThat(refusal(file, "--keep-ids"))
                .contains(
                        file + ", line 3, column dst: expected a dense node id from 0 to 2147483638, found 2147483647");
    }

    @Test
    void whatIsNoFile() throws IOException {
        assertThat(refusal(folder)).contains(folder + ": expected a file, found a directory");
        Path empty = Files.createFile(folder.resolve("empty.arrow"));
        assertThat(refusal(empty)).contains(empty + ": expected content, found an empty file");
        Path none = folder.resolve("none.arrow");
        assertThat(refusal(none)).contains(none + ": expected a file, found nothing of that name");
        assertThat(refusal(Path.of("/dev/null"))).contains("/dev/null: expected Arrow IPC messages");
        Path bytes = Files.write(folder.resolve("bytes.bin"), new byte[] {(byte) 0xC3, 0x28, 0, 1, 2});
        assertThat(refusal(bytes)).contains(bytes.toString(), "UTF-8");
    }

    @Test
    void withoutPermissionToRead() throws IOException {
        Path file = Files.writeString(folder.resolve("closed.csv"), "src,dst,time\n1,2,3\n");
        assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "this user may read anything");
        assertThat(refusal(file)).contains(file + ": expected a readable file, found no permission to read it");
    }

    @Test
    void withoutPermissionToWrite() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "this user may write anywhere");
        assertThat(oneLine(Shell.tgl("run", "--data", "uci", "--model", "edgebank", "--out", closed.resolve("r"))))
                .contains("--out", "a folder that can be written to", closed.toString());
        assertThat(oneLine(Shell.tgl("data", "info", "--data", "uci", "--json", closed.resolve("j"))))
                .contains("--json", "without permission");
    }

    /** The report's place leads to a device that is always full; the records before it are whole. */
    @Test
    void aFullDiskWhileTheReportIsWritten() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Path out = Files.createDirectory(folder.resolve("results"));
        Files.createSymbolicLink(out.resolve("report.html"), full);
        Path data = Files.writeString(folder.resolve("d.csv"), "src,dst,time\n" + rows(300));
        Shell shell = Shell.tgl("run", "--data", data, "--model", "edgebank", "--out", out, "--batch-size", 20);
        assertThat(shell.code()).isEqualTo(ExitCode.FAILED);
        assertThat(shell.err().lines().filter(line -> line.startsWith("error: ")))
                .containsExactly("error: cannot write " + out.resolve("report.html") + ": No space left on device");
        assertThat(RunRecords.read(out.resolve("edgebank-seed0.json")).data().name())
                .isEqualTo("d.csv");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.html", "edgebank-seed0.json");
        }
        Files.delete(out.resolve("report.html"));
    }

    private static String rows(int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append(i * 7 % 11)
                    .append(',')
                    .append(11 + i * 5 % 13)
                    .append(',')
                    .append(i)
                    .append('\n');
        }
        return rows.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reproduce", "predict"})
    void aRunRecordFromAnotherVersion(String command) throws IOException {
        Path record = Files.writeString(folder.resolve("run.json"), "{\"formatVersion\": \"2.0\", \"run\": 1}");
        Path queries = Files.writeString(folder.resolve("q.csv"), "src,dst,time\n1,2,3\n");
        Path out = folder.resolve("out.csv");
        Shell shell = command.equals("reproduce")
                ? Shell.tgl(command, record)
                : Shell.tgl(command, "--model", record, "--queries", queries, "--out", out);
        assertThat(shell.code()).isEqualTo(ExitCode.FAILED);
        assertThat(oneLine(shell))
                .contains(record + ", field formatVersion: expected version 1.x", "found version \"2.0\"");
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad_missing.arrow", "bad_version.arrow"})
    void aFileOfScores(String name) throws IOException {
        Path file = fixture(name);
        Path json = folder.resolve("metrics.json");
        Shell shell = Shell.tgl("score", file, "--json", json);
        assertThat(shell.code()).isEqualTo(ExitCode.FAILED);
        assertThat(oneLine(shell)).contains(file.toString(), "expected", "found");
        assertThat(json).doesNotExist();
    }

    @Test
    void aRecordThatIsNoRecord() throws IOException {
        Path text = Files.write(folder.resolve("r.json"), "{\"formatVersion\": ".getBytes(StandardCharsets.UTF_8));
        assertThat(oneLine(Shell.tgl("reproduce", text))).contains(text + ", line 1", "expected JSON");
        assertThat(oneLine(Shell.tgl("reproduce", folder))).contains("a directory");
        assertThat(oneLine(Shell.tgl("reproduce", Files.createFile(folder.resolve("e.json")))))
                .contains("e.json", "an empty file");
    }
}
