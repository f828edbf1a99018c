package io.tgl.eval.cli;

import io.tgl.datasets.statistics.EdgeAppearance;
import io.tgl.datasets.statistics.EdgeTraffic;
import io.tgl.datasets.statistics.LogHistogram;
import java.io.PrintWriter;
import java.util.List;

/** Distributions and TEA and TET plots as text. */
final class StatisticsText {
    private static final int BAR = 50;
    private static final int ROWS = 20;
    private static final int COLUMNS = 80;
    private static final String KINDS = ".#+";

    private StatisticsText() {}

    /** A line a power of two. */
    static void bins(String heading, List<LogHistogram.Bin> bins, PrintWriter out) {
        out.println();
        long most = bins.stream().mapToLong(LogHistogram.Bin::count).max().orElse(1);
        TextTable table = new TextTable(">" + heading, ">count", "");
        for (LogHistogram.Bin bin : bins) {
            table.add(
                    TextTable.number(bin.from()) + "+",
                    TextTable.number(bin.count()),
                    "#".repeat(part(bin.count(), most)));
        }
        table.print(out);
    }

    /** A line a bin of time: '=' are pairs seen before, '+' new ones. */
    static void appearance(EdgeAppearance tea, PrintWriter out) {
        out.println();
        long most = 1;
        for (int i = 0; i < tea.start().length; i++) {
            most = Math.max(most, tea.fresh()[i] + tea.repeated()[i]);
        }
        TextTable table = new TextTable(">TEA: time from", ">seen before", ">new", "= seen before, + new");
        for (int i = 0; i < tea.start().length; i++) {
            int old = part(tea.repeated()[i], most);
            int both = part(tea.repeated()[i] + tea.fresh()[i], most);
            table.add(
                    TextTable.number(tea.start()[i]),
                    TextTable.number(tea.repeated()[i]),
                    TextTable.number(tea.fresh()[i]),
                    "=".repeat(old) + "+".repeat(both - old));
        }
        table.print(out);
    }

    /** At least one mark for what is there. */
    private static int part(long count, long most) {
        return (int) Math.ceilDiv(count * BAR, Math.max(1, most));
    }

    /** Pairs in order of first occurrence downwards, time to the right. */
    static void traffic(EdgeTraffic tet, PrintWriter out) {
        out.println();
        out.println(
                "TET: pairs by first occurrence (down) and time (right); . in training only, # in both, + in test only");
        int rows = Math.min(ROWS, tet.rows());
        int columns = Math.min(COLUMNS, tet.columns());
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < columns; column++) {
                line.append(mark(tet, row, rows, column, columns));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** The kind with the most events among the cells that fall together. */
    private static char mark(EdgeTraffic tet, int row, int rows, int column, int columns) {
        long[] events = new long[KINDS.length()];
        for (int r = row * tet.rows() / rows; r < (row + 1) * tet.rows() / rows; r++) {
            for (int c = column * tet.columns() / columns; c < (column + 1) * tet.columns() / columns; c++) {
                int cell = r * tet.columns() + c;
                events[tet.kind()[cell]] += tet.events()[cell];
            }
        }
        char mark = ' ';
        long most = 0;
        for (int kind = 0; kind < events.length; kind++) {
            if (events[kind] > most) {
                most = events[kind];
                mark = KINDS.charAt(kind);
            }
        }
        return mark;
    }
}
