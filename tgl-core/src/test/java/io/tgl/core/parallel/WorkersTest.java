package io.tgl.core.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void everyTaskRunsOnce(int threads) {
        Workers workers = Workers.ofThreads(threads);
        for (int round = 0; round < 2_000; round++) {
            int count = round % 37;
            AtomicIntegerArray runs = new AtomicIntegerArray(count + 1);
            workers.run(count, runs::incrementAndGet);
            for (int i = 0; i < count; i++) {
                assertThat(runs.get(i)).isEqualTo(1);
            }
            assertThat(runs.get(count)).isZero();
        }
    }

    /** Members that have parked in the meantime are woken. */
    @Test
    void aTeamWakesUp() {
        Workers workers = Workers.ofThreads(2);
        for (int round = 0; round < 20; round++) {
            LockSupport.parkNanos(2_000_000);
            CountDownLatch both = new CountDownLatch(2);
            workers.run(2, task -> {
                both.countDown();
                awaitUninterrupted(both);
            });
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void teamsAreSharedAndDaemons() {
        assertThat(Workers.ofThreads(3)).isSameAs(Workers.ofThreads(3));
        assertThat(Workers.ofThreads(1)).isSameAs(Workers.single());
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        Workers.ofThreads(3).run(3, task -> {
            threads.add(Thread.currentThread());
            all.countDown();
            awaitUninterrupted(all);
        });
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
        threads.remove(Thread.currentThread());
        assertThat(threads).allMatch(Thread::isDaemon);
    }

    @Test
    void aNestedRunStaysInItsThread() {
        Workers workers = Workers.ofThreads(3);
        AtomicInteger inner = new AtomicInteger();
        workers.run(6, task -> {
            Thread outer = Thread.currentThread();
            workers.run(5, nested -> {
                assertThat(Thread.currentThread()).isSameAs(outer);
                inner.incrementAndGet();
            });
        });
        assertThat(inner).hasValue(30);
    }

    @Test
    void theFailureOfTheLowestTaskIsRethrown() {
        Workers workers = Workers.ofThreads(4);
        for (int round = 0; round < 500; round++) {
            AtomicIntegerArray started = new AtomicIntegerArray(50);
            assertThatThrownBy(() -> workers.run(50, task -> {
                        started.set(task, 1);
                        if (task % 7 == 3) {
                            throw new IllegalArgumentException("task " + task);
                        }
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("task 3");
            assertThat(started.get(2)).isEqualTo(1);
        }
        assertThatThrownBy(() -> workers.run(2, task -> {
                    throw new AssertionError("an error");
                }))
                .isInstanceOf(AssertionError.class);
        AtomicInteger after = new AtomicInteger();
        workers.run(10, task -> after.incrementAndGet());
        assertThat(after).hasValue(10);
    }

    @Test
    void callersOfOneTeamDoNotDisturbEachOther() throws InterruptedException {
        Workers workers = Workers.ofThreads(2);
        Thread[] callers = new Thread[4];
        AtomicInteger wrong = new AtomicInteger();
        for (int c = 0; c < callers.length; c++) {
            callers[c] = new Thread(() -> {
                for (int round = 0; round < 2_000; round++) {
                    AtomicInteger sum = new AtomicInteger();
                    workers.run(8, sum::addAndGet);
                    if (sum.get() != 28) {
                        wrong.incrementAndGet();
                    }
                }
            });
            callers[c].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(wrong).hasValue(0);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Workers.ofThreads(0))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> Workers.ofThreads(1025)).isInstanceOf(InvalidInput.class);
        assertThat(Workers.availableThreads()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}
