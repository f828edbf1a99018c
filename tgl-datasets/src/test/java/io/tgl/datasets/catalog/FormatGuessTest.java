package io.tgl.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.datasets.format.DataFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatGuessTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mine.csv       | src,dst,time                            | CSV
            out.chess      | % sym positive                          | KONECT
            as-733.txt     | # FILE as19971108.txt                   | SNAPSHOTS
            chickenpox.json| {"edges": []}                           | PYG_TEMPORAL
            flights.bin    | PAR1                                    | PARQUET
            mooc.csv       | user_id,item_id,timestamp,state_label,comma_separated_list_of_features | JODIE
            a.npz          | PK                                      | NUMPY
            CollegeMsg.txt | 1 2 1082040961                          | CSV
            """)
    void byItsBeginning(String name, String start, DataFormat format) throws IOException {
        byte[] bytes = (start + "\n").getBytes(StandardCharsets.ISO_8859_1);
        Path plain = Files.write(folder.resolve(name), bytes);
        assertThat(FormatGuess.of(List.of(plain))).isEqualTo(format);
        if (!name.endsWith(".npz")) {
            Path zstd = Files.write(folder.resolve(name + ".zst"), Zstd.compress(bytes));
            assertThat(FormatGuess.of(List.of(zstd))).isEqualTo(format);
            ByteArrayOutputStream gzip = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(gzip)) {
                out.write(bytes);
            }
            Path packed = Files.write(folder.resolve(name + ".gz"), gzip.toByteArray());
            assertThat(FormatGuess.of(List.of(packed))).isEqualTo(format);
        }
    }

    @Test
    void arrowAndSeveralFiles() throws IOException {
        Path arrow = folder.resolve("x");
        ArrowEventWriter.write(
                arrow, EventStream.of(1, new int[1], new int[1], new long[1]).build());
        assertThat(FormatGuess.of(List.of(arrow))).isEqualTo(DataFormat.ARROW);
        Path csv = Files.writeString(folder.resolve("ml_x.csv"), ",u,i,ts,label,idx\n");
        assertThat(FormatGuess.of(List.of(csv, arrow))).isEqualTo(DataFormat.DGB);
        Path nodes = Files.writeString(folder.resolve("cora_nodes.csv"), "id,label\n");
        assertThat(FormatGuess.of(List.of(nodes, arrow))).isEqualTo(DataFormat.PLANETOID);
    }
}
