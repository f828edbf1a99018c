package io.tgl.eval.cli;

/** What a command returns to the shell. */
final class ExitCode {
    /** Done. */
    static final int OK = 0;
    /** Input or result not as it must be: a bad file, a run that was not reproduced, a failed audit. */
    static final int FAILED = 1;
    /** Options that cannot be understood. */
    static final int USAGE = 2;
    /** Stopped with Ctrl-C: 128 + SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
