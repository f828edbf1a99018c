package io.tgl.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseClockTest {
    @Test
    void timeGoesToThePhaseThatRan() {
        PhaseClock clock = PhaseClock.started();
        long start = System.nanoTime();
        clock.enter("sampling");
        spin(3_000_000);
        clock.enter("attention");
        clock.enter("sampling");
        spin(2_000_000);
        clock.enter("other");
        double all = (System.nanoTime() - start) * 1e-9;
        Map<String, Double> seconds = clock.seconds();
        assertThat(seconds.keySet()).containsExactly("other", "sampling", "attention");
        assertThat(seconds.get("sampling")).isBetween(0.005, all);
        clock.reset();
        assertThat(clock.seconds()).isEmpty();
    }

    @Test
    void offKeepsNothing() {
        PhaseClock.OFF.enter("sampling");
        PhaseClock.OFF.enter("other");
        assertThat(PhaseClock.OFF.seconds()).isEmpty();
        assertThat(PhaseClock.OFF.isOn()).isFalse();
        assertThat(PhaseClock.OFF.current()).isEqualTo("other");
    }

    private static void spin(long nanoseconds) {
        long end = System.nanoTime() + nanoseconds;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
