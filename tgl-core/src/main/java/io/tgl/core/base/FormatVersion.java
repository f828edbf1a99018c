package io.tgl.core.base;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version "major.minor" of a file format. One rule for every file that this project writes: a reader accepts its own
 * major version, whatever the minor (a new minor only adds fields that older readers ignore); it refuses any other.
 */
public record FormatVersion(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    /**
     * Reads "1.0".
     *
     * @param where file and field, for the message
     * @throws InvalidInput if the text has another form
     */
    public static FormatVersion parse(String text, String where) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw InvalidInput.at(where, "a format version such as 1.0", "\"" + text + "\"");
        }
        return new FormatVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    /**
     * Checks that a file of version {@code found} may be read by a reader of this version.
     *
     * @throws InvalidInput naming both versions if the major versions differ
     */
    public void requireReadable(FormatVersion found, String where) {
        if (found.major != major) {
            throw InvalidInput.at(
                    where, "format version " + major + ".x (this library writes " + this + ")", "version " + found);
        }
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
