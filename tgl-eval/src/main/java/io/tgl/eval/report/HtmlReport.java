package io.tgl.eval.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.tgl.core.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The report as one HTML file that needs nothing else: style, script and the chart library (uPlot, MIT licence) are
 * inlined, and a content security policy forbids it to load anything. Follows the reader's light or dark setting, works on
 * a phone and prints.
 */
public final class HtmlReport {
    private static final String TEMPLATES = "io.tgl.eval.report.template";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private HtmlReport() {}

    /**
     * What the page needs besides its content, inlined as it is.
     *
     * @param style style sheets
     * @param uplot uPlot's script
     * @param script the script that draws the curves
     */
    public record Assets(String style, String uplot, String script) {}

    /** The page as text. */
    public static String render(ReportModel model) {
        Assets assets = new Assets(
                resource(UPLOT + "uPlot.min.css") + resource("report.css"),
                resource(UPLOT + "uPlot.iife.min.js"),
                resource("report.js"));
        return render("report.jte", Map.of("model", model, "assets", assets));
    }

    /** The page about a data set as text. */
    public static String render(DataPage data) {
        return render("data.jte", Map.of("page", data, "assets", new Assets(resource("report.css"), "", "")));
    }

    private static String render(String template, Map<String, Object> parameters) {
        TemplateEngine templates =
                TemplateEngine.createPrecompiled(null, ContentType.Html, HtmlReport.class.getClassLoader(), TEMPLATES);
        StringOutput page = new StringOutput();
        templates.render(template, parameters, page);
        return page.toString();
    }

    /** Writes the page, whole or not at all. */
    public static void write(Path file, ReportModel model) {
        AtomicFile.writeText(file, render(model));
    }

    /** Writes the page about a data set, whole or not at all. */
    public static void write(Path file, DataPage data) {
        AtomicFile.writeText(file, render(data));
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
