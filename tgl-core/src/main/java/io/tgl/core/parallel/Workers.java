package io.tgl.core.parallel;

import io.tgl.core.base.InvalidInput;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A fixed team of daemon threads that runs numbered tasks. Which thread runs which task never decides a result: tasks
 * own disjoint outputs.
 *
 * <p>The caller takes part, so a run never waits for a thread that has not woken up; tasks are handed out by one
 * counter in ascending order. A team serves one run at a time: a run that finds it busy (another caller's, or one from
 * inside a task) is done by its own caller, alone. A team member spins for about 200 microseconds before it parks.
 */
public final class Workers {
    /** Largest team. */
    public static final int MAX_THREADS = 1024;

    private static final Workers SINGLE = new Workers(1);
    private static final ThreadLocal<Boolean> ALONE = ThreadLocal.withInitial(() -> false);
    private static final ConcurrentMap<Integer, Workers> TEAMS = new ConcurrentHashMap<>();

    private final int threads;
    private final TeamMember[] members;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Job current = Job.NONE;

    private Workers(int threads) {
        this.threads = threads;
        this.members = new TeamMember[threads - 1];
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

    /**
     * A team of {@code threads} threads, the caller included. Teams of equal size are shared.
     *
     * @throws InvalidInput unless 1 &lt;= threads &lt;= {@link #MAX_THREADS}
     */
    public static Workers ofThreads(int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw InvalidInput.at("number of threads", "1 to " + MAX_THREADS, threads);
        }
        return threads == 1 ? SINGLE : TEAMS.computeIfAbsent(threads, Workers::started);
    }

    /** Number of processors this JVM may use; respects the limits of a container. */
    public static int availableThreads() {
        return Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    }

    private static Workers started(int threads) {
        Workers team = new Workers(threads);
        // Spinning members of a team larger than the machine would only take time from each other.
        boolean spin = threads <= Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < team.members.length; i++) {
            team.members[i] = new TeamMember(team, i + 1, spin);
            team.members[i].start();
        }
        return team;
    }

    /** Number of threads, the caller included. */
    public int threads() {
        return threads;
    }

    /**
     * Runs tasks 0 .. count - 1 and returns when all are done. After a failure tasks of higher numbers may be left out;
     * the failure of the lowest number is rethrown. A call from inside a task runs in that thread.
     */
    public void run(int count, Task task) {
        if (threads == 1 || count <= 1 || isTeamMember() || ALONE.get() || !busy.compareAndSet(false, true)) {
            for (int i = 0; i < count; i++) {
                task.run(i);
            }
            return;
        }
        try {
            Job job = new Job(task, count);
            current = job;
            wake(Math.min(count - 1, members.length));
            job.work();
            job.await();
            job.rethrow();
        } finally {
            current = Job.NONE;
            busy.set(false);
        }
    }

    /**
     * Runs an action whose tasks, of any team, stay in this thread: for work so small, or threads so many, that handing
     * tasks over costs more than it saves.
     */
    public static void alone(Runnable action) {
        boolean before = ALONE.get();
        ALONE.set(true);
        try {
            action.run();
        } finally {
            ALONE.set(before);
        }
    }

    private static boolean isTeamMember() {
        return Thread.currentThread() instanceof TeamMember;
    }

    private void wake(int wanted) {
        for (int i = 0; i < wanted; i++) {
            members[i].wake();
        }
    }

    Job current() {
        return current;
    }
}
