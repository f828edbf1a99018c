package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command as one line that a POSIX shell reads back to the same words; only single quotes are used. */
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    static String join(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(line.isEmpty() ? "" : " ");
            line.append(PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }

    /** The words of a line; refuses a quote without its partner. */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' && word != null) {
                words.add(word.toString());
                word = null;
            } else if (c != ' ') {
                word = word == null ? new StringBuilder() : word;
                if (c == '\'') {
                    int end = line.indexOf('\'', i + 1);
                    if (end < 0) {
                        throw InvalidInput.at("command", "quotes in pairs", line);
                    }
                    word.append(line, i + 1, end);
                    i = end;
                } else if (c == '\\' && i + 1 < line.length()) {
                    word.append(line.charAt(++i));
                } else {
                    word.append(c);
                }
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
