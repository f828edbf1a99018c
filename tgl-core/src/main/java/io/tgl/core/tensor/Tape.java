package io.tgl.core.tensor;

import io.tgl.core.base.PhaseClock;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tape of reverse-mode differentiation. Operations take their results from it and put their backward passes on it;
 * {@link #reset} ends a step and recycles every array handed out since the last one. Owned by one thread; the work inside
 * an operation runs on the tape's {@link Workers}.
 */
public final class Tape {
    private static final int CLASSES = 31;

    private final Compute compute;
    private final boolean recording;
    private final boolean training;
    private final List<Runnable> backward = new ArrayList<>();
    /** Results whose gradients are cleared at the start of the backward pass, all of them in one go. */
    private final List<Tensor> uncleared = new ArrayList<>();

    private final List<float[]> lent = new ArrayList<>();
    private final List<ArrayDeque<float[]>> free = new ArrayList<>(CLASSES);
    private boolean running;

    /**
     * A tape.
     *
     * @param recording false for scoring: no gradients are kept and backward passes are dropped
     */
    public Tape(Compute compute, boolean recording) {
        this(compute, recording, recording);
    }

    private Tape(Compute compute, boolean recording, boolean training) {
        this.compute = compute;
        this.recording = recording;
        this.training = training;
        for (int i = 0; i < CLASSES; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /** A tape for what is computed in training but never learns: dropout applies, no gradients are kept. */
    public static Tape withoutGradients(Compute compute) {
        return new Tape(compute, false, true);
    }

    /** A range of rows of a result. */
    @FunctionalInterface
    public interface Rows {
        /** Computes rows from (inclusive) to to (exclusive). */
        void run(int from, int to);
    }

    /** The kernels. */
    public Kernels kernels() {
        return compute.kernels();
    }

    /** The threads. */
    public Workers workers() {
        return compute.workers();
    }

    /** Whether backward passes are kept. */
    public boolean recording() {
        return recording;
    }

    /** Whether dropout applies. */
    public boolean training() {
        return training;
    }

    /** What follows belongs to this phase of {@link Compute#clock}, and so does its part of the backward pass. */
    public void phase(String name) {
        compute.clock().enter(name);
    }

    /** A result [rows, columns] with undefined content; its gradient, if any, is zero in the backward pass. */
    public Tensor result(int rows, int columns, boolean needsGradient) {
        int size = Math.multiplyExact(rows, columns);
        if (!needsGradient || !recording) {
            return new Tensor(scratch(size), null, rows, columns);
        }
        Tensor result = new Tensor(scratch(size), scratch(size), rows, columns);
        if (running) {
            clear(result);
        } else {
            uncleared.add(result);
        }
        return result;
    }

    private static void clear(Tensor result) {
        Arrays.fill(result.gradient(), 0, result.size(), 0f);
    }

    /** At least {@code size} floats with undefined content, valid until {@link #reset}. */
    public float[] scratch(int size) {
        int power = 32 - Integer.numberOfLeadingZeros(Math.max(16, size) - 1);
        float[] array = power < CLASSES ? free.get(power).pollFirst() : null;
        if (array == null) {
            array = new float[power < CLASSES ? 1 << power : size];
        }
        lent.add(array);
        return array;
    }

    /** Puts the backward pass of an operation on the tape; passes run in reverse order. */
    public void record(Runnable pass) {
        if (recording) {
            backward.add(compute.clock().isOn() ? timed(compute.clock(), pass) : pass);
        }
    }

    private static Runnable timed(PhaseClock clock, Runnable pass) {
        String phase = clock.current() + ", backward";
        return () -> {
            clock.enter(phase);
            pass.run();
        };
    }

    /** Runs rows 0 .. rows - 1 on the workers in blocks of {@code grain} rows; the blocks do not depend on the threads. */
    public void forRows(int rows, int grain, Rows task) {
        int blocks = (rows + grain - 1) / grain;
        workers().run(blocks, b -> task.run(b * grain, Math.min(rows, (b + 1) * grain)));
    }

    /** Backward from a loss [1, 1]: its gradient is 1. */
    public void backward(Tensor loss) {
        workers().run(uncleared.size(), i -> clear(uncleared.get(i)));
        uncleared.clear();
        running = true;
        loss.gradient()[0] = 1f;
        for (int i = backward.size() - 1; i >= 0; i--) {
            backward.get(i).run();
        }
        running = false;
        backward.clear();
    }

    /** Ends a step: every array handed out since the last reset may be reused. */
    public void reset() {
        running = false;
        backward.clear();
        uncleared.clear();
        for (float[] array : lent) {
            int power = 31 - Integer.numberOfLeadingZeros(array.length);
            if (array.length == 1 << power && power < CLASSES) {
                free.get(power).addFirst(array);
            }
        }
        lent.clear();
    }
}
