package io.tgl.core.parallel;

import java.util.concurrent.locks.LockSupport;

/** A thread of a team: waits for a job of its team, spinning before it parks, and helps with it. */
final class TeamMember extends Thread {
    private static final long SPIN_NANOS = 200_000;

    private final Workers team;
    private final boolean spin;
    private volatile boolean parked;

    TeamMember(Workers team, int number, boolean spin) {
        super(null, null, "tgl-worker-" + number + "-of-" + team.threads(), 0, false);
        this.team = team;
        this.spin = spin;
        setDaemon(true);
    }

    @Override
    public void run() {
        while (true) {
            awaitJob();
            team.current().work();
        }
    }

    void wake() {
        if (parked) {
            LockSupport.unpark(this);
        }
    }

    private void awaitJob() {
        long deadline = spin ? System.nanoTime() + SPIN_NANOS : 0;
        for (int spins = 1; !team.current().hasTasks(); spins++) {
            Thread.onSpinWait();
            if (!spin || ((spins & 63) == 0 && System.nanoTime() - deadline > 0)) {
                park();
            }
        }
    }

    private void park() {
        // The job is looked at again after `parked` is set: a caller that missed the flag has already published its
        // job.
        parked = true;
        while (!team.current().hasTasks()) {
            LockSupport.park(team);
        }
        parked = false;
    }
}
