package io.tgl.core.io;

/**
 * Which column of a table is what. The last four are optional: a table may lack them as long as they have their usual
 * names; one that was named otherwise must be there.
 *
 * @param source sources, usually {@code src}
 * @param destination destinations, usually {@code dst}
 * @param time times, usually {@code time}
 * @param relation relation ids or names, usually {@code relation}
 * @param weight weights or signs, usually {@code weight}
 * @param label labels, usually {@code label}
 * @param features feature rows, usually {@code features}
 */
public record ColumnNames(
        String source, String destination, String time, String relation, String weight, String label, String features) {
    /** The names of the schema. */
    public static final ColumnNames USUAL =
            new ColumnNames("src", "dst", "time", "relation", "weight", "label", "features");

    /** Other names for the three columns that must be there. */
    public static ColumnNames of(String source, String destination, String time) {
        return new ColumnNames(source, destination, time, USUAL.relation, USUAL.weight, USUAL.label, USUAL.features);
    }
}
