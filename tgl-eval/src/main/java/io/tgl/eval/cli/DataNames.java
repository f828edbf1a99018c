package io.tgl.eval.cli;

import java.nio.file.Path;

/** Names of folders after data sets. */
final class DataNames {
    private DataNames() {}

    /** The name without folders, and without what follows the first point: "my" of "data/my.csv.zst". */
    static String plain(String nameOrPath) {
        Path last = Path.of(nameOrPath).getFileName();
        String name = last == null ? "data" : last.toString();
        int point = name.indexOf('.', 1);
        return point < 0 ? name : name.substring(0, point);
    }
}
