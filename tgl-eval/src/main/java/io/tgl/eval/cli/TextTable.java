package io.tgl.eval.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lines of cells in columns; numbers to the right, words to the left, the last column as long as it is. */
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    /** A table with these headings; one that begins with {@code >} stands to the right, as the column below it. */
    TextTable(String... headings) {
        rows.add(headings);
    }

    /** Adds a line. */
    void add(String... cells) {
        rows.add(cells);
    }

    /** A number with a comma between thousands. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    void print(PrintWriter out) {
        String[] headings = rows.getFirst();
        int[] width = new int[headings.length];
        for (String[] row : rows) {
            for (int c = 0; c < width.length; c++) {
                width[c] = Math.max(width[c], bare(row[c]).length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < width.length; c++) {
                String cell = bare(row[c]);
                String gap = " ".repeat(width[c] - cell.length());
                line.append(c == 0 ? "" : "  ").append(headings[c].startsWith(">") ? gap + cell : cell + gap);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String bare(String cell) {
        return cell.startsWith(">") ? cell.substring(1) : cell;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(rows.toArray());
    }
}
