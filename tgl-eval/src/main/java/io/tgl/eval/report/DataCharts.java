package io.tgl.eval.report;

import io.tgl.datasets.statistics.EdgeAppearance;
import io.tgl.datasets.statistics.EdgeTraffic;
import io.tgl.datasets.statistics.LogHistogram;
import java.util.List;
import java.util.Locale;

/** SVG drawings of the statistics of a data set; colours are the style sheet's. Only numbers go into the markup. */
final class DataCharts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 220;
    private static final int SMALL_WIDTH = 420;
    private static final int SMALL_HEIGHT = 190;
    private static final int LEFT = 56;
    private static final int BOTTOM = 24;
    private static final int TOP = 10;
    private static final int LEVELS = 3;

    private DataCharts() {}

    /** Bars a bin of time: pairs seen before below, new ones above. */
    static String appearance(EdgeAppearance tea) {
        int bins = tea.start().length;
        long highest = 1;
        for (int i = 0; i < bins; i++) {
            highest = Math.max(highest, tea.fresh()[i] + tea.repeated()[i]);
        }
        StringBuilder svg = open("wide", WIDTH, HEIGHT, "new and repeated pairs over time");
        axis(svg, WIDTH, HEIGHT, highest);
        double step = (WIDTH - LEFT) / (double) Math.max(1, bins);
        double scale = (HEIGHT - BOTTOM - TOP) / (double) highest;
        for (int i = 0; i < bins; i++) {
            double old = tea.repeated()[i] * scale;
            double fresh = tea.fresh()[i] * scale;
            double x = LEFT + i * step;
            svg.append(bar("kind-0", x, HEIGHT - BOTTOM - old, step, old));
            svg.append(bar("kind-1", x, HEIGHT - BOTTOM - old - fresh, step, fresh));
        }
        times(svg, HEIGHT);
        return svg.append("</svg>").toString();
    }

    /** Cells of one kind and level are one path of horizontal runs. */
    static String traffic(EdgeTraffic tet) {
        int height = 420;
        double width = (WIDTH - LEFT) / (double) Math.max(1, tet.columns());
        double step = (height - BOTTOM - TOP) / (double) Math.max(1, tet.rows());
        long most = 1;
        for (long count : tet.events()) {
            most = Math.max(most, count);
        }
        StringBuilder svg = open("wide", WIDTH, height, "events of each group of pairs over time");
        for (int kind = 0; kind <= EdgeTraffic.TEST_ONLY; kind++) {
            for (int level = 1; level <= LEVELS; level++) {
                StringBuilder path = new StringBuilder();
                for (int row = 0; row < tet.rows(); row++) {
                    int from = 0;
                    while (from < tet.columns()) {
                        int to = from;
                        while (to < tet.columns() && is(tet, row, to, kind, level, most)) {
                            to++;
                        }
                        if (to > from) {
                            path.append(String.format(
                                    Locale.ROOT,
                                    "M%.1f %.1fh%.1fv%.1fh-%.1fz",
                                    LEFT + from * width,
                                    TOP + row * step,
                                    (to - from) * width,
                                    step,
                                    (to - from) * width));
                        }
                        from = to + 1;
                    }
                }
                svg.append("<path class=\"kind-%d level-%d\" d=\"%s\"/>".formatted(kind, level, path));
            }
        }
        double line = LEFT + tet.testColumn() * width;
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"border\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
                line,
                TOP,
                line,
                height - BOTTOM));
        svg.append(text(LEFT - 8, TOP + 10, "end", "first")).append(text(LEFT - 8, height - BOTTOM, "end", "last"));
        times(svg, height);
        return svg.append("</svg>").toString();
    }

    private static boolean is(EdgeTraffic tet, int row, int column, int kind, int level, long most) {
        int cell = row * tet.columns() + column;
        long count = tet.events()[cell];
        return count > 0 && tet.kind()[cell] == kind && level(count, most) == level;
    }

    /** Thirds of the logarithm. */
    private static int level(long count, long most) {
        double share = StrictMath.log1p((double) count) / StrictMath.log1p((double) most);
        return share > 2 / 3.0 ? LEVELS : share > 1 / 3.0 ? 2 : 1;
    }

    /**
     * A bar a power of two.
     *
     * @param tick seconds a unit, to label times; 0 for plain numbers
     */
    static String bars(List<LogHistogram.Bin> bins, double tick) {
        long highest = Math.max(
                1, bins.stream().mapToLong(LogHistogram.Bin::count).max().orElse(1));
        StringBuilder svg = open("histogram", SMALL_WIDTH, SMALL_HEIGHT, "distribution in powers of two");
        axis(svg, SMALL_WIDTH, SMALL_HEIGHT, highest);
        double step = (SMALL_WIDTH - LEFT) / (double) Math.max(1, bins.size());
        double scale = (SMALL_HEIGHT - BOTTOM - TOP) / (double) highest;
        int every = Math.max(1, Math.ceilDiv(bins.size(), 6));
        for (int i = 0; i < bins.size(); i++) {
            double height = bins.get(i).count() * scale;
            double x = LEFT + i * step;
            svg.append(bar("kind-0", x, SMALL_HEIGHT - BOTTOM - height, step, height));
            if (i % every == 0) {
                long from = bins.get(i).from();
                svg.append(text(x, SMALL_HEIGHT - 6, "start", tick == 0 ? Text.count(from) : duration(from * tick)));
            }
        }
        return svg.append("</svg>").toString();
    }

    /** Seconds in the unit that keeps the number small. */
    static String duration(double seconds) {
        double[] length = {365.25 * 86_400, 86_400, 3600, 60, 1, 1e-3, 1e-6, 1e-9};
        String[] unit = {"y", "d", "h", "min", "s", "ms", "µs", "ns"};
        for (int i = 0; i < unit.length; i++) {
            if (seconds >= length[i]) {
                double value = seconds / length[i];
                return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, unit[i]);
            }
        }
        return "0";
    }

    private static StringBuilder open(String name, int width, int height, String title) {
        return new StringBuilder("<svg class=\"%s data\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                .formatted(name, width, height, title));
    }

    private static void axis(StringBuilder svg, int width, int height, long highest) {
        for (int half = 0; half <= 2; half++) {
            double y = height - BOTTOM - (height - BOTTOM - TOP) * half / 2.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"%s\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    half == 0 ? "axis" : "rule",
                    LEFT,
                    y,
                    width,
                    y));
            if (half == 0 || half * highest % 2 == 0) {
                svg.append(text(LEFT - 8, y + 4, "end", Text.count(half * highest / 2)));
            }
        }
    }

    private static void times(StringBuilder svg, int height) {
        svg.append(text(LEFT, height - 6, "start", "begin")).append(text(WIDTH, height - 6, "end", "end of the time"));
    }

    private static String bar(String name, double x, double y, double width, double height) {
        return height <= 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                        name,
                        x + width * 0.08,
                        y,
                        width * 0.84,
                        height);
    }

    private static String text(double x, double y, String anchor, String words) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, words);
    }
}
