package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which field of a row is what. Columns are told in one of two ways.
 *
 * <p>With a header, the first three are the names of the source, destination and time columns; each further one is
 * {@code weight}, {@code label} or {@code relation}, {@code ROLE=NAME} where the table calls it otherwise, or the name of
 * a feature column, or a range of them ({@code f1..f9}; {@code f1..} up to the last): {@code user,item,ts,weight=rating,
 * f1,f2}. With {@code src=NAME}, {@code dst=NAME} and {@code time=NAME} they stand in any order. Without columns told, the header must have usual names
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
 * @param featureFields the same, for hot loops
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
        List<Integer> features,
        int[] featureFields) {
    static final Layout NONE = new Layout(0, List.of(), -1, -1, -1, -1, -1, -1, List.of(), new int[0]);
    private static final List<String> ROLES = List.of("src", "dst", "time", "weight", "label", "relation");
    private static final String RANGE = "..";
    private static final List<Set<String>> USUAL = List.of(
            Set.of(
                    "src",
                    "source",
                    "from",
                    "u",
                    "user",
                    "user_id",
                    "source_id",
                    "sender",
                    "from_id",
                    "head",
                    "subject"),
            Set.of(
                    "dst",
                    "destination",
                    "target",
                    "to",
                    "i",
                    "v",
                    "item",
                    "item_id",
                    "target_id",
                    "recipient",
                    "to_id",
                    "tail",
                    "object",
                    "genre",
                    "subreddit",
                    "trading nation",
                    "nation_to"),
            Set.of("time", "timestamp", "ts", "t", "unixts", "date", "datetime", "day", "month", "year"),
            Set.of("weight", "w", "rating"),
            Set.of("label", "state_label"),
            Set.of("relation", "relation_type", "edge_type"));

    /** Of a table with a header. */
    static Layout named(List<String> header, List<String> columns, String where) {
        int[] role = new int[ROLES.size()];
        Arrays.fill(role, -1);
        List<Integer> features = new ArrayList<>();
        if (columns.isEmpty()) {
            usual(header, role);
        } else {
            checkThree(columns, where);
            boolean roles = columns.subList(0, 3).stream().anyMatch(column -> roleOf(column) >= 0);
            for (int c = 0; c < columns.size(); c++) {
                String column = columns.get(c);
                int known = roleOf(column) >= 0 ? roleOf(column) : c < 3 && !roles ? c : ROLES.indexOf(column);
                String name = roleOf(column) >= 0 ? column.substring(column.indexOf('=') + 1) : column;
                if (known >= 0) {
                    role[known] = once(role[known], field(header, name, where), ROLES.get(known), where);
                } else if (name.contains(RANGE) && !header.contains(name)) {
                    addRange(header, name, features, where);
                } else {
                    features.add(field(header, name, where));
                }
            }
        }
        return checked(header, role, features, where);
    }

    /** Of a table without a header. */
    static Layout positional(int fields, List<String> columns, String where) {
        List<String> names;
        if (columns.isEmpty()) {
            if (fields != 3) {
                throw new InvalidInput(where
                        + ": expected 3 fields (source, destination, time) or to be told the columns,"
                        + " found " + fields + " fields; name them from left to right, with - for what to skip, e.g."
                        + " --columns src,dst,time,weight");
            }
            names = ROLES.subList(0, 3);
        } else {
            names = expanded(columns, fields, where);
            if (names.size() != fields) {
                throw InvalidInput.at(where, names.size() + " fields (" + String.join(",", columns) + ")", fields);
            }
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
                List.copyOf(features),
                features.stream().mapToInt(Integer::intValue).toArray());
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

    /** The role that {@code ROLE=NAME} begins with, -1 if it does not. */
    private static int roleOf(String column) {
        int split = column.indexOf('=');
        return split > 0 ? ROLES.indexOf(column.substring(0, split)) : -1;
    }

    /** FIRST..LAST: these columns and all between; FIRST..: to the last one. */
    private static void addRange(List<String> header, String range, List<Integer> features, String where) {
        int split = range.indexOf(RANGE);
        int first = field(header, range.substring(0, split), where);
        String end = range.substring(split + RANGE.length());
        int last = end.isEmpty() ? header.size() - 1 : field(header, end, where);
        if (last < first) {
            throw InvalidInput.at(where, "the columns of " + range + " from left to right", "the other order");
        }
        for (int f = first; f <= last; f++) {
            features.add(f);
        }
    }

    /** Brings f0..f3 to f0, f1, f2, f3, and f0.. to as many as there are fields left. */
    private static List<String> expanded(List<String> columns, int fields, String where) {
        List<String> all = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            String name = columns.get(c);
            int split = name.indexOf(RANGE);
            if (split < 0) {
                all.add(name);
                continue;
            }
            int digits = split;
            while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
                digits--;
            }
            String stem = name.substring(0, digits);
            String end = name.substring(split + RANGE.length());
            int first = number(name.substring(digits, split), name, where);
            int count = end.isEmpty()
                    ? fields - all.size() - (columns.size() - c - 1)
                    : number(end.startsWith(stem) ? end.substring(stem.length()) : "", name, where) - first + 1;
            if (count > fields) {
                throw InvalidInput.at(where, "at most " + fields + " fields", name);
            }
            for (int i = 0; i < count; i++) {
                all.add(stem + (first + i));
            }
        }
        return all;
    }

    private static int number(String digits, String range, String where) {
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw InvalidInput.at(where, "a range like f0..f3 or f0..", range);
        }
        return Integer.parseInt(digits);
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

    /** The fields that are something, each once. */
    int[] used() {
        return IntStream.concat(
                        IntStream.of(source, destination, time, weight, label, relation),
                        features.stream().mapToInt(Integer::intValue))
                .filter(field -> field >= 0)
                .distinct()
                .toArray();
    }

    /** Names of the fields that are nothing. */
    List<String> unused() {
        List<String> unused = new ArrayList<>();
        List<Integer> used = List.of(source, destination, time, weight, label, relation);
        for (int field = 0; field < fields; field++) {
            if (!used.contains(field) && !features.contains(field)) {
                unused.add(names.get(field));
            }
        }
        return unused;
    }
}
