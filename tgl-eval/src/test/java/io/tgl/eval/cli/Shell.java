package io.tgl.eval.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs a command inside the test and keeps what it prints. */
record Shell(int code, String out, String err) {
    static Shell tgl(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = Arrays.stream(words).map(Shell::text).toArray(String[]::new);
        int code = Tgl.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Shell(code, out.toString(), err.toString());
    }

    private static String text(Object word) {
        return word instanceof Path path ? path.toString() : String.valueOf(word);
    }
}
