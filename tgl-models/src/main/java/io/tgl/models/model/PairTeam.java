package io.tgl.models.model;

import io.tgl.core.base.PhaseClock;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.models.head.LinkHead;
import io.tgl.models.model.EncodedScorer.PairParts;
import io.tgl.models.model.EncodedScorer.Training;
import io.tgl.models.model.PairEncoder.Call;
import io.tgl.models.model.PairEncoder.Ends;
import io.tgl.models.query.LinkQueries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pair encoder and its head, one replica a thread: chunks of queries are computed side by side, each by one thread from
 * the neighbors to the gradients, so that what a chunk needs stays in the caches of one core and no operation waits for
 * another thread. Replicas share the parameters' values. Where chunks begin does not depend on the threads, and gradients
 * of chunks are added in ascending order, so neither do results.
 */
final class PairTeam {
    /** What the number of chunks of a batch is rounded to. */
    private static final int ROUND = 4;

    private final BiFunction<Parameters, Compute, PairParts> factory;
    private final Parameters parameters;
    private final Training settings;
    private final Compute compute;
    private final IntSupplier pairsAtOnce;
    private final List<Replica> all = new ArrayList<>();
    private final Deque<Replica> idle = new ArrayDeque<>();
    private @Nullable NeighborSource neighbors;

    /** What one thread works with. */
    private static final class Replica {
        private final Parameters parameters;
        private final PairEncoder encoder;
        private final LinkHead head;
        private final PhaseClock clock;
        private final Tape training;
        private final Tape scoring;

        Replica(BiFunction<Parameters, Compute, PairParts> factory, Parameters shared, Compute compute) {
            parameters = shared.sharingValues();
            clock = compute.clock().isOn() ? PhaseClock.started() : PhaseClock.OFF;
            Compute alone = new Compute(compute.kernels(), Workers.single(), clock);
            PairParts parts = factory.apply(parameters, alone);
            encoder = parts.encoder();
            head = parts.head();
            training = new Tape(alone, true);
            scoring = new Tape(alone, false);
        }
    }

    /**
     * A team without neighbors.
     *
     * @param factory builds encoder and head over given parameters
     * @param parameters whose values are shared and whose gradients are collected
     * @param pairsAtOnce of the encoder
     */
    PairTeam(
            BiFunction<Parameters, Compute, PairParts> factory,
            Parameters parameters,
            Training settings,
            Compute compute,
            IntSupplier pairsAtOnce) {
        this.factory = factory;
        this.parameters = parameters;
        this.settings = settings;
        this.compute = compute;
        this.pairsAtOnce = pairsAtOnce;
    }

    synchronized void attach(NeighborSource source) {
        neighbors = source;
        all.forEach(replica -> replica.encoder.attach(source));
    }

    synchronized void parametersChanged() {
        all.forEach(replica -> replica.encoder.parametersChanged());
    }

    private synchronized Replica take() {
        Replica replica = idle.pollFirst();
        if (replica == null) {
            replica = new Replica(factory, parameters, compute);
            if (neighbors != null) {
                replica.encoder.attach(neighbors);
            }
            all.add(replica);
        }
        return replica;
    }

    private synchronized void giveBack(Replica replica) {
        idle.addFirst(replica);
    }

    private synchronized List<PhaseClock> clocks() {
        return all.stream().map(replica -> replica.clock).toList();
    }

    /** What is made of the embedded queries from (inclusive) to to (exclusive); called from several threads. */
    interface Chunk {
        void run(Tape tape, LinkHead head, Ends ends, int from, int to);
    }

    /** Embeds queries without recording, in chunks. */
    void forChunks(LinkQueries queries, Chunk chunk) {
        int n = queries.size();
        int share = Math.ceilDiv(n, compute.workers().threads());
        int most = pairsAtOnce.getAsInt();
        int step = Math.max(1, most == Integer.MAX_VALUE ? n : Math.min(most, share));
        compute.workers().run(Math.ceilDiv(n, step), i -> {
            Replica replica = take();
            int from = i * step;
            int to = (int) Math.min(n, (long) from + step);
            Ends ends =
                    replica.encoder.embed(replica.scoring, List.of(new Call(queries, from, to)), Dropouts.NONE, true);
            chunk.run(replica.scoring, replica.head, ends, from, to);
            replica.scoring.reset();
            giveBack(replica);
        });
    }

    /**
     * Loss (mean over the batch) and gradients, which are added to the parameters': chunks of positives with their
     * negatives, each with its own dropout.
     */
    double gradients(LinkQueries positives, LinkQueries negatives, int epoch, int batch) {
        int n = Math.max(positives.size(), negatives.size());
        int chunks = chunks(n, Math.max(1, pairsAtOnce.getAsInt() / 2));
        double[] loss = new double[chunks];
        Turn turn = new Turn();
        PhaseClock clock = compute.clock();
        clock.enter(clock.current());
        clocks().forEach(PhaseClock::reset);
        compute.workers().run(chunks, i -> {
            Replica replica = take();
            boolean done = false;
            try {
                int from = (int) ((long) n * i / chunks);
                int size = (int) ((long) n * (i + 1) / chunks) - from;
                loss[i] = gradients(replica, positives, negatives, from, size, epoch, batch);
                replica.training.phase("waiting for the chunk before");
                turn.await(i);
                replica.training.phase("sum of gradients");
                parameters.takeGradients(replica.parameters);
                replica.training.phase("waiting for a chunk");
                giveBack(replica);
                done = true;
            } finally {
                turn.next(done);
            }
        });
        clock.share(clocks());
        return Arrays.stream(loss).sum();
    }

    /** Chunks of about the given size, in a number that small teams share evenly. */
    private static int chunks(int n, int size) {
        int chunks = Math.ceilDiv(n, size);
        return chunks < ROUND ? chunks : (chunks + ROUND / 2) / ROUND * ROUND;
    }

    private double gradients(
            Replica replica, LinkQueries positives, LinkQueries negatives, int from, int step, int epoch, int batch) {
        Call right = Call.part(positives, from, step);
        Call wrong = Call.part(negatives, from, step);
        long seed = RandomStreams.key(settings.seed(), "links from " + from);
        Dropouts dropout = new Dropouts(settings.dropout(), seed, epoch, batch);
        Tape tape = replica.training;
        tape.phase("encoder");
        Ends ends = replica.encoder.embed(tape, List.of(right, wrong), dropout, settings.mergeDropout());
        tape.phase("head");
        double loss = backward(tape, replica.head, ends, right.size(), positives.size() + negatives.size());
        tape.reset();
        return loss;
    }

    /** Loss and gradient of embedded queries, positives first, as part of the mean over {@code all} queries. */
    static double backward(Tape tape, LinkHead head, Ends ends, int positives, int all) {
        int n = ends.source().length;
        float[] target = new float[n];
        Arrays.fill(target, 0, positives, 1f);
        Tensor logits = head.logits(tape, ends.rows(), ends.source(), ends.destination(), n);
        float[] share = null;
        if (n != all) {
            share = new float[n];
            Arrays.fill(share, (float) ((double) n / all));
        }
        Tensor loss = BinaryCrossEntropyOp.apply(tape, logits, target, share);
        tape.backward(loss);
        return loss.data()[0];
    }

    /** Lets chunks pass in ascending order. Chunks are handed out in that order, so the one waited for is under way. */
    private static final class Turn {
        private final AtomicInteger next = new AtomicInteger();
        private volatile boolean failed;

        void await(int number) {
            while (next.get() != number && !failed) {
                Thread.onSpinWait();
            }
            if (failed) {
                throw new IllegalStateException("a chunk before this one failed");
            }
        }

        /** Only whose turn it is calls this, unless something failed. */
        void next(boolean done) {
            if (done) {
                next.incrementAndGet();
            } else {
                failed = true;
            }
        }
    }
}
