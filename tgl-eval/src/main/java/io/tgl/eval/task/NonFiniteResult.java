package io.tgl.eval.task;

import java.io.Serial;

/** A score or loss that is NaN or infinite: the run stops, and the message says where. */
public final class NonFiniteResult extends ArithmeticException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** "WHERE: expected a finite WHAT, found VALUE". */
    public NonFiniteResult(String where, String what, double value) {
        super(where + ": expected a finite " + what + ", found " + value);
    }
}
