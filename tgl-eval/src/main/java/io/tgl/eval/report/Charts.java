package io.tgl.eval.report;

import io.tgl.eval.record.ScoreHistogram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Small inline SVG charts. Colours are the style sheet's (classes), so that they follow light, dark and print; sizes are
 * in CSS pixels of the unscaled drawing. Only numbers and fixed words go into the markup.
 */
final class Charts {
    private static final int STRIP_WIDTH = 180;
    private static final int STRIP_HEIGHT = 24;
    private static final double STRIP_PADDING = 8;
    /** One percentage point: differences in the last printed digit must not look large. */
    private static final double SMALLEST_SPAN = 0.01;

    private static final int BAR_WIDTH = 1000;
    private static final int HISTOGRAM_WIDTH = 420;
    private static final int HISTOGRAM_HEIGHT = 190;
    private static final int LEFT = 40;
    private static final int BOTTOM = 26;
    private static final int TOP = 8;
    private static final int COLOURS = 8;

    private Charts() {}

    /**
     * Where our seeds lie: dots on a line, the published mean ± s as a bar, the reference code's seeds as open diamonds.
     * Empty if there is nothing to compare with.
     */
    static String strip(List<Double> ours, OptionalDouble published, OptionalDouble deviation, List<Double> reference) {
        if (published.isEmpty() && reference.isEmpty()) {
            return "";
        }
        double s = deviation.orElse(0);
        List<Double> all = new ArrayList<>(ours);
        all.addAll(reference);
        published.ifPresent(p -> {
            all.add(p - s);
            all.add(p + s);
        });
        Scale x = Scale.around(all, STRIP_PADDING, STRIP_WIDTH - STRIP_PADDING);
        double middle = STRIP_HEIGHT / 2.0;
        StringBuilder svg = open("strip", STRIP_WIDTH, STRIP_HEIGHT, "our seeds beside the published mean");
        svg.append(line("rule", 0, middle, STRIP_WIDTH, middle));
        if (published.isPresent()) {
            double p = published.getAsDouble();
            svg.append(rect("published", x.at(p - s), middle - 5, Math.max(1, x.at(p + s) - x.at(p - s)), 10));
            svg.append(line("published-mean", x.at(p), middle - 9, x.at(p), middle + 9));
        }
        for (double value : reference) {
            svg.append("<path class=\"reference\" d=\"M%s %s l5 5 l-5 5 l-5 -5 Z\"/>"
                    .formatted(n(x.at(value)), n(middle - 5)));
        }
        for (double value : ours) {
            svg.append("<circle class=\"ours\" cx=\"%s\" cy=\"%s\" r=\"3.5\"/>".formatted(n(x.at(value)), n(middle)));
        }
        return svg.append("</svg>").toString();
    }

    /** One horizontal bar, cut into parts in proportion; part i has class "part-i". */
    static String stackedBar(Collection<Double> parts) {
        double total = parts.stream().mapToDouble(Double::doubleValue).sum();
        StringBuilder svg = new StringBuilder(
                ("<svg class=\"stack\" viewBox=\"0 0 %s 10\" preserveAspectRatio=\"none\" role=\"img\""
                                + " aria-label=\"share of each phase\">")
                        .formatted(BAR_WIDTH));
        double at = 0;
        int index = 0;
        for (double part : parts) {
            double width = total > 0 ? part / total * BAR_WIDTH : 0;
            svg.append(rect("part-" + index % COLOURS, at, 0, width, 10));
            at += width;
            index++;
        }
        return svg.append("</svg>").toString();
    }

    /** A bar of a fraction of the full width. */
    static String fractionBar(double fraction) {
        return ("<svg class=\"fraction\" viewBox=\"0 0 %s 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                        + "%s%s</svg>")
                .formatted(
                        BAR_WIDTH,
                        rect("empty", 0, 0, BAR_WIDTH, 10),
                        rect("filled", 0, 0, Math.clamp(fraction, 0, 1) * BAR_WIDTH, 10));
    }

    /** Both distributions as shares of their scores per bin, one outline over the other. */
    static String histogram(ScoreHistogram scores) {
        List<Double> positive = shares(scores.positives());
        List<Double> negative = shares(scores.negatives());
        double highest = Math.max(highest(positive), highest(negative));
        double base = HISTOGRAM_HEIGHT - BOTTOM;
        Scale y = new Scale(0, highest == 0 ? 1 : highest, base, TOP);
        StringBuilder svg = open(
                "histogram", HISTOGRAM_WIDTH, HISTOGRAM_HEIGHT, "distribution of scores of positives and negatives");
        for (double share : new double[] {highest / 2, highest}) {
            svg.append(line("rule", LEFT, y.at(share), HISTOGRAM_WIDTH, y.at(share)));
            svg.append(label(LEFT - 6, y.at(share) + 4, "end", Text.fixed(100 * share, share < 0.1 ? 1 : 0) + "%"));
        }
        svg.append(steps("negative", negative, y)).append(steps("positive", positive, y));
        svg.append(line("axis", LEFT, base, HISTOGRAM_WIDTH, base));
        for (int i = 0; i <= 4; i++) {
            double value = scores.low() + (scores.high() - scores.low()) * i / 4.0;
            double x = LEFT + (HISTOGRAM_WIDTH - LEFT) * i / 4.0;
            String anchor = i == 0 ? "start" : i == 4 ? "end" : "middle";
            svg.append(label(x, base + 18, anchor, Text.fixed(value, 2)));
        }
        return svg.append("</svg>").toString();
    }

    private static String steps(String name, List<Double> shares, Scale y) {
        double width = (HISTOGRAM_WIDTH - LEFT) / (double) shares.size();
        StringBuilder path = new StringBuilder("M" + LEFT + " " + n(y.at(0)));
        for (int i = 0; i < shares.size(); i++) {
            path.append(" V").append(n(y.at(shares.get(i)))).append(" H").append(n(LEFT + (i + 1) * width));
        }
        return "<path class=\"%s\" d=\"%s V%s Z\"/>".formatted(name, path, n(y.at(0)));
    }

    private static List<Double> shares(List<Integer> counts) {
        long total = counts.stream().mapToLong(Integer::longValue).sum();
        return counts.stream()
                .map(count -> total == 0 ? 0.0 : (double) count / total)
                .toList();
    }

    private static double highest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static StringBuilder open(String name, int width, int height, String title) {
        return new StringBuilder(
                "<svg class=\"%s\" viewBox=\"0 0 %s %s\" preserveAspectRatio=\"xMaxYMid\" role=\"img\" aria-label=\"%s\">"
                        .formatted(name, width, height, title));
    }

    private static String line(String name, double x1, double y1, double x2, double y2) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(name, n(x1), n(y1), n(x2), n(y2));
    }

    private static String rect(String name, double x, double y, double width, double height) {
        return "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                .formatted(name, n(x), n(y), n(width), n(height));
    }

    private static String label(double x, double y, String anchor, String words) {
        return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>".formatted(n(x), n(y), anchor, words);
    }

    private static String n(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** A linear map from values to pixels. */
    private record Scale(double low, double high, double from, double to) {
        static Scale around(List<Double> values, double from, double to) {
            double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
            double room = Math.max(0, SMALLEST_SPAN - (high - low)) / 2;
            return new Scale(low - room, high + room, from, to);
        }

        double at(double value) {
            return from + (value - low) / (high - low) * (to - from);
        }
    }
}
