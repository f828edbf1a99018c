package io.tgl.core.base;

import java.io.Serial;

/**
 * Input that cannot be accepted. The message says what was expected, what was found and where (file, row, column, node,
 * time), in one line; nothing of the input has taken effect.
 */
public final class InvalidInput extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** An error whose message already has all three parts. */
    public InvalidInput(String message) {
        super(message);
    }

    /** An error with the failure of a library below it. */
    public InvalidInput(String message, Throwable cause) {
        super(message, cause);
    }

    /** "WHERE: expected EXPECTED, found FOUND". */
    public static InvalidInput at(String where, String expected, Object found) {
        return new InvalidInput(where + ": expected " + expected + ", found " + found);
    }
}
