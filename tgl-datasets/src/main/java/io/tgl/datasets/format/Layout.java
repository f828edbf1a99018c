package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which field of a row is what. Columns are told in one of two ways.
 *
 * <p>With a header, the first three are the names of the source, destination and time columns; each further one is
 * {@code weight}, {@code label} or {@code relation}, {@code ROLE=NAME} where the table calls it otherwise, or the name of
 * a feature column: {@code user,item,ts,weight=rating,f1,f2}. Without columns told, the header must have usual names
 * ({@code src}, {@code source}, {@code user}; {@code dst}, {@code destination}, {@code item}; {@code time},
 * {@code timestamp}, ...), and of the others only weight, label and relation are read.
 *
 * <p>Without a header, they name the table's fields from left to right: {@code src}, {@code dst}, {@code time},
 * {@code weight}, {@code label}, {@code relation}, {@code -} for a field to skip, any other name for a feature. Without
 * columns told, a table of three fields has source, destination and time.
 *
 * @param fields fields a row
 * @param names name of each field, for messages
 * @param source field of the source; -1 below = the table has none
 * @param destination field of the destination
 * @param time field of the time
 * @param weight field of the weight
 * @param label field of the label
 * @param relation field of the relation
 * @param features fields of the features
 */
record Layout(
        int fields,
        List<String> names,
        int source,
        int destination,
        int time,
        int weight,
        int label,
        int relation,
        List<Integer> features) {
    private static final List<String> ROLES = List.of("src", "dst", "time", "weight", "label", "relation");
    private static final List<Set<String>> USUAL = List.of(
            Set.of("src", "source", "from", "u", "user", "user_id", "source_id", "sender"),
            Set.of("dst", "destination", "target", "to", "i", "v", "item", "item_id", "target_id", "recipient"),
            Set.of("time", "timestamp", "ts", "t", "unixts", "date", "datetime"),
            Set.of("weight"),
            Set.of("label"),
            Set.of("relation"));

    /** Of a table with a header. */
    static Layout named(List<String> header, List<String> columns, String where) {
        int[] role = new int[ROLES.size()];
        Arrays.fill(role, -1);
        List<Integer> features = new ArrayList<>();
        if (columns.isEmpty()) {
            usual(header, role);
        } else {
            checkThree(columns, where);
            for (int c = 0; c < columns.size(); c++) {
                String column = columns.get(c);
                int split = column.indexOf('=');
                int known = c < 3 ? c : ROLES.indexOf(split > 0 ? column.substring(0, split) : column);
                int field = field(header, split > 0 ? column.substring(split + 1) : column, where);
                if (known >= 0) {
                    role[known] = once(role[known], field, ROLES.get(known), where);
                } else {
                    features.add(field);
                }
            }
        }
        return checked(header, role, features, where);
    }

    /** Of a table without a header. */
    static Layout positional(int fields, List<String> columns, String where) {
        List<String> names = columns;
        if (columns.isEmpty()) {
            if (fields != 3) {
                throw new InvalidInput(where
                        + ": expected 3 fields (source, destination, time) or to be told the columns,"
                        + " found " + fields + " fields; name them from left to right, with - for what to skip, e.g."
                        + " --columns src,dst,time,weight");
            }
            names = ROLES.subList(0, 3);
        } else if (columns.size() != fields) {
            throw InvalidInput.at(where, columns.size() + " fields (" + String.join(",", columns) + ")", fields);
        }
        int[] role = new int[ROLES.size()];
        Arrays.fill(role, -1);
        List<Integer> features = new ArrayList<>();
        for (int f = 0; f < fields; f++) {
            int known = ROLES.indexOf(names.get(f));
            if (known >= 0) {
                role[known] = once(role[known], f, names.get(f), where);
            } else if (!names.get(f).equals("-")) {
                features.add(f);
            }
        }
        return checked(names, role, features, where);
    }

    private static Layout checked(List<String> names, int[] role, List<Integer> features, String where) {
        for (int r = 0; r < 3; r++) {
            if (role[r] < 0) {
                throw new InvalidInput(where + ": expected a column " + ROLES.get(r) + ", found columns "
                        + String.join(",", names) + "; say which are source, destination and time, e.g. --columns"
                        + " user,item,timestamp");
            }
        }
        return new Layout(
                names.size(),
                List.copyOf(names),
                role[0],
                role[1],
                role[2],
                role[3],
                role[4],
                role[5],
                List.copyOf(features));
    }

    private static void usual(List<String> header, int[] role) {
        for (int f = 0; f < header.size(); f++) {
            String name = header.get(f).toLowerCase(Locale.ROOT);
            for (int r = 0; r < role.length; r++) {
                if (role[r] < 0 && USUAL.get(r).contains(name)) {
                    role[r] = f;
                }
            }
        }
    }

    private static void checkThree(List<String> columns, String where) {
        if (columns.size() < 3) {
            throw InvalidInput.at(
                    where, "at least three columns: source, destination, time", String.join(",", columns));
        }
    }

    private static int once(int before, int field, String role, String where) {
        if (before >= 0) {
            throw InvalidInput.at(where, "one column " + role, "two");
        }
        return field;
    }

    private static int field(List<String> header, String name, String where) {
        int field = header.indexOf(name);
        if (field < 0) {
            throw InvalidInput.at(where, "a column " + name, "columns " + String.join(",", header));
        }
        if (header.lastIndexOf(name) != field) {
            throw InvalidInput.at(where, "one column " + name, "two");
        }
        return field;
    }
}
