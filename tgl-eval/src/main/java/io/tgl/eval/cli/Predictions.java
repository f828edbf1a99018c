package io.tgl.eval.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.io.ColumnNames;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.models.live.LinkPredictor;
import io.tgl.models.query.LinkQueries;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Predictions as a table: {@code src}, {@code dst}, {@code time}, {@code score}, {@code rank} (from 1; 0 for a link that
 * was asked for), in ascending time, with external node ids.
 */
record Predictions(int[] source, int[] destination, long[] time, float[] score, float[] rank) {
    private static final ColumnNames COLUMNS =
            new ColumnNames("src", "dst", "time", "relation", "score", "rank", "features");

    static Predictions ofLinks(LinkQueries links, float[] scores) {
        return new Predictions(links.source(), links.destination(), links.time(), scores, new float[links.size()]);
    }

    static Predictions ofTop(LinkQueries asked, LinkPredictor predictor, int k) {
        int width = Math.min(k, predictor.candidates().length);
        int rows = Math.multiplyExact(asked.size(), width);
        Predictions all =
                new Predictions(new int[rows], new int[rows], new long[rows], new float[rows], new float[rows]);
        for (int q = 0; q < asked.size(); q++) {
            LinkPredictor.Top top = predictor.top(asked.source()[q], asked.time()[q], width);
            for (int r = 0; r < width; r++) {
                int row = q * width + r;
                all.source[row] = asked.source()[q];
                all.destination[row] = top.node()[r];
                all.time[row] = asked.time()[q];
                all.score[row] = top.score()[r];
                all.rank[row] = r + 1f;
            }
        }
        return all;
    }

    int size() {
        return source.length;
    }

    void write(Path file, Dataset dataset) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            AtomicFile.write(file, out -> writeCsv(out, dataset));
        } else {
            EventStream rows = EventStream.of(dataset.events().nodeCount(), source, destination, time)
                    .weight(score)
                    .label(rank)
                    .granularity(dataset.events().granularity())
                    .build();
            ArrowEventWriter.write(file, rows, dataset.nodes(), ArrowWriteOptions.USUAL.withColumns(COLUMNS));
        }
    }

    private void writeCsv(OutputStream out, Dataset dataset) throws IOException {
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().build(text);
        csv.writeRecord("src", "dst", "time", "score", "rank");
        for (int i = 0; i < size(); i++) {
            csv.writeRecord(
                    dataset.nodes().text(source[i]),
                    dataset.nodes().text(destination[i]),
                    Long.toString(time[i]),
                    Float.toString(score[i]),
                    Integer.toString((int) rank[i]));
        }
        csv.flush();
        text.flush();
    }
}
