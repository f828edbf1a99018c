package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the columns of a table out of its header and the number of its fields. */
@FunctionalInterface
interface LayoutRule {
    /** JODIE's and DGB's order; the rest are features. */
    List<String> INTERACTIONS = List.of("src", "dst", "time", "label", "f0..");

    /** The layout; {@code where} is the place for faults. */
    Layout of(Optional<List<String>> header, int fields, String where);

    /** As the user or the header has them. */
    static LayoutRule told(List<String> columns) {
        return (header, fields, where) -> header.map(names -> Layout.named(names, columns, where))
                .orElseGet(() -> Layout.positional(fields, columns, where));
    }

    /** From left to right, whatever the header says. */
    static LayoutRule byPosition(List<String> columns) {
        return (_, fields, where) -> Layout.positional(fields, columns, where);
    }

    /** DyGLib's ml_NAME.csv by its names, DGB's raw csv by position. */
    static LayoutRule dgb() {
        return (header, fields, where) -> header.filter(names -> names.containsAll(List.of("u", "i", "ts")))
                .map(names -> Layout.named(names, withLabel(names), where))
                .orElseGet(() -> Layout.positional(fields, INTERACTIONS, where));
    }

    private static List<String> withLabel(List<String> names) {
        List<String> columns = new ArrayList<>(List.of("u", "i", "ts"));
        if (names.contains("label")) {
            columns.add("label");
        }
        return columns;
    }

    /** TGB's edge lists by their names; those in JODIE's layout by position. */
    static LayoutRule tgb() {
        return (header, fields, where) -> header.filter(names -> !names.contains("state_label"))
                .map(names -> Layout.named(names, List.of(), where))
                .orElseGet(() -> Layout.positional(fields, INTERACTIONS, where));
    }

    /** KONECT: a weight before the time. */
    static LayoutRule konect() {
        return (_, fields, where) -> {
            if (fields != 4) {
                throw InvalidInput.at(where, "4 fields: source, destination, weight, time", fields);
            }
            return Layout.positional(fields, List.of("src", "dst", "weight", "time"), where);
        };
    }

    /** SocioPatterns: the time first, classes last. */
    static LayoutRule socioPatterns() {
        return (_, fields, where) -> {
            if (fields != 3 && fields != 5) {
                throw InvalidInput.at(where, "3 fields (time, id, id) or 5 (time, id, id, class, class)", fields);
            }
            List<String> columns = new ArrayList<>(List.of("time", "src", "dst"));
            if (fields == 5) {
                columns.addAll(List.of("-", "-"));
            }
            return Layout.positional(fields, columns, where);
        };
    }
}
