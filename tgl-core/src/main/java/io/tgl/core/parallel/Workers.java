package io.tgl.core.parallel;

/**
 * A fixed team of daemon threads that runs numbered tasks. Which thread runs which task never decides a result: tasks
 * own disjoint outputs.
 */
public final class Workers {
    private static final Workers SINGLE = new Workers(1);
    private final int threads;

    private Workers(int threads) {
        this.threads = threads;
    }

    /** A task: computes everything that belongs to its number. */
    @FunctionalInterface
    public interface Task {
        /** Runs task number {@code task}. */
        void run(int task);
    }

    /** The team of one: tasks run in the caller, in order. */
    public static Workers single() {
        return SINGLE;
    }

    /** A team of {@code threads} threads, the caller included. Teams of equal size are shared. */
    public static Workers ofThreads(int threads) {
        return threads == 1 ? SINGLE : new Workers(threads);
    }

    /** Number of threads, the caller included. */
    public int threads() {
        return threads;
    }

    /** Runs tasks 0 .. count - 1 and returns when all are done; rethrows the first failure. A call from inside a task runs in that thread. */
    public void run(int count, Task task) {
        for (int i = 0; i < count; i++) {
            task.run(i);
        }
    }
}
