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
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pair encoder and its head, by replicas: chunks of queries are computed side by side, each by one thread from
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
    private final List<Desk> desks = new ArrayList<>();
    private final Deque<Desk> free = new ArrayDeque<>();
    private @Nullable NeighborSource neighbors;

    /** An encoder with gradients of its own. */
    private static final class Replica {
        private final Parameters parameters;
        private final PairEncoder encoder;
        private final LinkHead head;

        Replica(BiFunction<Parameters, Compute, PairParts> factory, Parameters shared, Compute compute) {
            parameters = shared.sharingValues();
            PairParts parts = factory.apply(parameters, new Compute(compute.kernels(), Workers.single()));
            encoder = parts.encoder();
            head = parts.head();
        }
    }

    /** The buffers that one thread works with. */
    private static final class Desk {
        private final PhaseClock clock;
        private final Tape training;
        private final Tape scoring;

        Desk(Compute compute) {
            clock = compute.clock().isOn() ? PhaseClock.started() : PhaseClock.OFF;
            Compute alone = new Compute(compute.kernels(), Workers.single(), clock);
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

    private synchronized Desk desk() {
        Desk desk = free.pollFirst();
        if (desk == null) {
            desk = new Desk(compute);
            desks.add(desk);
        }
        return desk;
    }

    private synchronized void leave(Desk desk) {
        free.addFirst(desk);
    }

    private synchronized List<PhaseClock> clocks() {
        return desks.stream().map(desk -> desk.clock).toList();
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
            Desk desk = desk();
            int from = i * step;
            int to = (int) Math.min(n, (long) from + step);
            List<Call> call = List.of(new Call(queries, from, to));
            Ends ends = replica.encoder.embed(desk.scoring, call, Dropouts.NONE, true);
            chunk.run(desk.scoring, replica.head, ends, from, to);
            desk.scoring.reset();
            leave(desk);
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
        Sums sums = new Sums(chunks);
        PhaseClock clock = compute.clock();
        clock.enter(clock.current());
        clocks().forEach(PhaseClock::reset);
        compute.workers().run(chunks, i -> {
            Replica replica = take();
            Desk desk = desk();
            int from = (int) ((long) n * i / chunks);
            int size = (int) ((long) n * (i + 1) / chunks) - from;
            loss[i] = gradients(replica, desk.training, positives, negatives, from, size, epoch, batch);
            desk.training.phase("sum of gradients");
            sums.add(i, replica);
            desk.training.phase("waiting for a chunk");
            leave(desk);
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
            Replica replica,
            Tape tape,
            LinkQueries positives,
            LinkQueries negatives,
            int from,
            int size,
            int epoch,
            int batch) {
        Call right = Call.part(positives, from, size);
        Call wrong = Call.part(negatives, from, size);
        long seed = RandomStreams.key(settings.seed(), "links from " + from);
        Dropouts dropout = new Dropouts(settings.dropout(), seed, epoch, batch);
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

    /** Adds the gradients of chunks in ascending order, whatever order they are done in. */
    private final class Sums {
        private final @Nullable Replica[] done;
        private int next;

        Sums(int chunks) {
            done = new @Nullable Replica[chunks];
        }

        synchronized void add(int chunk, Replica replica) {
            done[chunk] = replica;
            for (; next < done.length; next++) {
                Replica ready = done[next];
                if (ready == null) {
                    return;
                }
                parameters.takeGradients(ready.parameters);
                giveBack(ready);
            }
        }
    }
}
