package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.record.SampleRuns;
import io.tgl.eval.record.StopReason;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final List<RunRecord> SHORT =
            List.of(SampleRuns.tgn(0, 3, StopReason.EPOCH_LIMIT), SampleRuns.edgeBank("unlimited"));
    private static final List<RunRecord> FULL = List.of(
            SampleRuns.edgeBank("unlimited"),
            SampleRuns.tgn(0, 45, StopReason.EARLY_STOPPING),
            SampleRuns.tgn(1, 44, StopReason.EARLY_STOPPING));

    @TempDir
    Path folder;

    private static String page(List<RunRecord> runs) {
        return HtmlReport.render(ReportModel.of(runs));
    }

    /** The visible part, without scripts and styles. */
    private static String visible(String page) {
        return page.replaceAll("(?s)<(script|style)\\b.*?</\\1>", "");
    }

    @Test
    void resultsStandBesideThePublishedFigures() {
        assertThat(visible(page(FULL)))
                .contains("92.34 ± 1.04", "88.12 ± 2.05", "90.42 ± 0.42", "76.20", "arXiv 2303.13047")
                .contains("90.11, 90.65", "ours between them")
                .contains("−1.92")
                .contains("state per batch, neighbors per event", "random", "DyGLib");
    }

    @Test
    void everyFigureOfAShortRunCarriesTheCaveat() {
        String page = visible(page(SHORT));
        String caveat = "3 of up to 100 epochs: not comparable";
        // Heading, curves, four test figures, the seed's row, three kinds of pair; none of EdgeBank's.
        assertThat(page.split(Pattern.quote(caveat), -1)).hasSize(1 + 1 + 1 + 4 + 1 + 3);
        assertThat(visible(page(FULL))).doesNotContain("not comparable");
    }

    @Test
    void everythingThatAReaderNeedsIsThere() {
        assertThat(visible(page(SHORT)))
                .contains("repeated pair", "new pair", "new node")
                .contains("up to 100, patience 20")
                .contains("scripts/tgl run --data uci --model TGN --seed 0", "tgl reproduce RUN.json")
                .contains(
                        SHORT.getFirst().scoreDigest(), SHORT.getFirst().data().sha256())
                .contains("Panzarasa, Opsahl &amp; Carley (2009)", "1,899", "59,835", "CC BY 4.0")
                .contains("0d8de2b7c1", "25+36 (Vendor)", "Some CPU &lt;fast&gt;", "vector 512 bits")
                .contains("forward", "backward", "5,000 positives")
                .contains("learning rate", "1.0E-4")
                .contains("limit of 3 epochs", "no training");
        assertThat(visible(page(FULL))).contains("None: every model ran with its published settings");
    }

    @Test
    void nothingIsLoadedFromOutside() {
        String page = page(FULL);
        assertThat(page).contains("default-src 'none'");
        Matcher loads = Pattern.compile("(?:src|href|action|data|poster|srcset)\\s*=\\s*\"([^\"]*)\"|url\\(|@import")
                .matcher(visible(page));
        while (loads.find()) {
            assertThat(loads.group(1)).as(loads.group()).startsWith("#");
        }
        String style = page.substring(page.indexOf("<style>"), page.indexOf("</style>"));
        assertThat(style).doesNotContain("url(", "@import", "http");
        assertThat(page).contains("uPlot=function");
    }

    @Test
    void theBodyIsWellFormed() throws Exception {
        for (List<RunRecord> runs : List.of(SHORT, FULL)) {
            String body =
                    visible(page(runs)).replaceFirst("<!doctype html>", "").strip();
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(body)));
            assertThat(document.getElementsByTagName("section").getLength()).isGreaterThanOrEqualTo(8);
            int rows = document.getElementsByTagName("svg").getLength();
            assertThat(rows).isGreaterThan(8);
        }
    }

    @Test
    void curvesAreDataWithTheReferenceBand() throws IOException {
        String page = page(SHORT);
        String json =
                page.replaceAll("(?s).*<script type=\"application/json\" id=\"curve-data\">(.*?)</script>.*", "$1");
        JsonNode charts = new ObjectMapper().readTree(json);
        assertThat(charts).hasSize(5);
        assertThat(charts.get(1).get("title").textValue()).isEqualTo("validation AP");
        assertThat(charts.get(1).get("series").get(0).get("values")).hasSize(3);
        assertThat(charts.get(1).get("bands").get(0).get("low").get(0).doubleValue())
                .isBetween(80.0, 90.0);
    }

    @Test
    void namesCannotBreakThePage() {
        RunRecord run =
                RunRecords.fromJson(RunRecords.toJson(SHORT.getFirst()).replace("\"TGN\"", "\"</script><b>x\""), "x");
        String page = page(List.of(run));
        assertThat(page).doesNotContain("</script><b>").contains("&lt;/script&gt;&lt;b&gt;x");
    }

    @Test
    void theLocaleDoesNotMatter() {
        String page = page(FULL);
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(page(FULL)).isEqualTo(page);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aReportIsWrittenWholeOrNotAtAll() throws IOException {
        Path file = folder.resolve("report.html");
        HtmlReport.write(file, ReportModel.of(SHORT));
        assertThat(Files.readString(file)).isEqualTo(page(SHORT));
        assertThatThrownBy(() -> HtmlReport.write(folder, ReportModel.of(SHORT)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("directory");
        assertThatThrownBy(() -> HtmlReport.write(folder.resolve("none/report.html"), ReportModel.of(SHORT)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThatThrownBy(() -> HtmlReport.write(full, ReportModel.of(SHORT)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/dev/full");
    }
}
