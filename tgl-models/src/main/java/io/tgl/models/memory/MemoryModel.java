package io.tgl.models.memory;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.memory.NodeMemory;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.optim.Adam;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.models.head.LinkHead;
import io.tgl.models.model.LiveScorer;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.NodeLearner;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingEnds;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What TGN, JODIE and DyRep share (Rossi et al. 2020, section 3, show that they are one scheme): a node memory updated by
 * the last message of each node, a link head, and the order of a batch. Queries are scored with the pending messages
 * applied virtually; then the batch's own nodes get their updated memory for good and their new messages are stored.
 * Gradient reaches the updater through the virtual update only; messages carry none.
 */
public abstract sealed class MemoryModel implements NodeLearner, LiveScorer permits Tgn, Jodie, DyRep {
    private final String name;
    private final Parameters parameters;
    private final PendingMemory memory;
    private final LinkHead head;
    private final Adam adam;
    private final long seed;
    private final float dropout;
    private final boolean mergeDropout;
    private final Tape training;
    private final Tape scoring;
    private final Compute compute;

    /** Adds the head to the parts, whose embedding is complete. */
    MemoryModel(String name, MemoryParts parts, double learningRate, float dropout, boolean mergeDropout) {
        this.name = name;
        this.parameters = parts.parameters();
        this.memory = parts.memory();
        this.head = new LinkHead(parameters, parts.init(), "head", parts.width());
        this.adam = new Adam(parameters, learningRate);
        this.seed = parts.seed();
        this.dropout = dropout;
        this.mergeDropout = mergeDropout;
        this.compute = parts.compute();
        this.training = new Tape(compute, true);
        this.scoring = new Tape(compute, false);
    }

    /** Which ends of queries have the same embedding. */
    abstract EndPoints.Sharing sharing();

    /** Rows [size, N] of the ends. */
    abstract Tensor embed(Tape tape, EndPoints ends, Dropouts dropouts);

    /** Rows [size, N] that stand in messages in the place of the other end's memory, or null for that memory itself. */
    float @Nullable [] partners(LastMessages messages, Dropouts dropouts) {
        return null;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Visibility visibility() {
        return Visibility.EVENT;
    }

    /** A model without neighbors has no use for them. */
    @Override
    public void attach(NeighborSource source) {}

    @Override
    public final void score(LinkQueries queries, float[] scores) {
        compute.kernels().sigmoid(logits(queries), 0, scores, 0, queries.size());
        compute.clock().enter("other");
    }

    @Override
    public void rank(RankingQueries queries, float[][] scores) {
        if (sharing() == EndPoints.Sharing.NODE) {
            rank(RankingEnds.timeless(queries), scores);
        } else {
            boolean roles = sharing() == EndPoints.Sharing.NODE_TIME_AND_ROLE;
            RankingEnds.byTime(queries, roles).forEach(ends -> rank(ends, scores));
        }
    }

    private void rank(RankingEnds ends, float[][] scores) {
        EndPoints points =
                new EndPoints(ends.node(), ends.time(), ends.size(), ends.sources(), ends.source(), new int[0]);
        Tensor z = embed(scoring, points, Dropouts.NONE);
        head.rank(scoring, z, ends.source(), ends.candidates(), ends.ofMembers(scores));
        scoring.reset();
    }

    /** Logits of queries from the present state; changes no state. */
    public float[] logits(LinkQueries queries) {
        float[] result = Arrays.copyOf(logits(scoring, queries, Dropouts.NONE).data(), queries.size());
        scoring.reset();
        return result;
    }

    @Override
    public final int embeddingWidth() {
        return memory.memory().width();
    }

    @Override
    public final float[] sourceEmbeddings(LinkQueries queries) {
        EndPoints ends = EndPoints.shared(queries, sharing());
        return rows(ends, ends.source());
    }

    @Override
    public final float[] destinationEmbeddings(LinkQueries queries) {
        EndPoints ends = EndPoints.shared(queries, sharing());
        return rows(ends, ends.destination());
    }

    private float[] rows(EndPoints ends, int[] row) {
        Tensor z = embed(scoring, ends, Dropouts.NONE);
        int n = z.columns();
        float[] result = new float[row.length * n];
        for (int i = 0; i < row.length; i++) {
            System.arraycopy(z.data(), row[i] * n, result, i * n, n);
        }
        scoring.reset();
        return result;
    }

    @Override
    public final double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        double loss = gradients(positives, negatives, batch, epoch, batchNumber);
        compute.clock().enter("optimizer");
        adam.step(compute.workers());
        parametersChanged();
        compute.clock().enter("other");
        return loss;
    }

    /** All of a training step but the optimiser's: forward, observe, backward. Gradients add up in {@link #tensors}. */
    public final double gradients(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        LinkQueries all = concatenate(positives, negatives);
        float[] target = new float[all.size()];
        Arrays.fill(target, 0, positives.size(), 1f);
        Dropouts dropouts = new Dropouts(dropout, seed, epoch, batchNumber);
        Tensor loss = BinaryCrossEntropyOp.apply(training, logits(training, all, dropouts), target);
        observe(batch, dropouts);
        training.backward(loss);
        double value = loss.data()[0];
        training.reset();
        return value;
    }

    private static LinkQueries concatenate(LinkQueries a, LinkQueries b) {
        int n = a.size() + b.size();
        int[] source = Arrays.copyOf(a.source(), n);
        int[] destination = Arrays.copyOf(a.destination(), n);
        long[] times = Arrays.copyOf(a.time(), n);
        System.arraycopy(b.source(), 0, source, a.size(), b.size());
        System.arraycopy(b.destination(), 0, destination, a.size(), b.size());
        System.arraycopy(b.time(), 0, times, a.size(), b.size());
        return LinkQueries.of(source, destination, times);
    }

    private Tensor logits(Tape tape, LinkQueries queries, Dropouts dropouts) {
        tape.phase("sampling");
        boolean separate = tape.recording() && dropouts.probability() > 0f && !mergeDropout;
        EndPoints ends = separate ? EndPoints.separate(queries) : EndPoints.shared(queries, sharing());
        Tensor z = embed(tape, ends, dropouts);
        tape.phase("head");
        return head.logits(tape, z, ends.source(), ends.destination(), queries.size());
    }

    @Override
    public final void observe(EventBatch batch) {
        observe(batch, Dropouts.NONE);
        compute.clock().enter("other");
    }

    private void observe(EventBatch batch, Dropouts dropouts) {
        compute.clock().enter("observe");
        LastMessages messages = LastMessages.of(batch);
        float[] partners = partners(messages, dropouts);
        compute.clock().enter("observe");
        memory.persist(messages);
        memory.store(batch, messages, partners);
    }

    /** Whether messages hold more than the memories of both ends: then an observation asks the neighbors too. */
    boolean asksNeighborsToObserve() {
        return false;
    }

    @Override
    public final Runnable prepareObservation(EventBatch batch) {
        return asksNeighborsToObserve() ? () -> observe(batch) : memory.stage(batch, LastMessages.of(batch));
    }

    @Override
    public final void grow(int nodes) {
        memory.grow(nodes);
    }

    @Override
    public final void forget(int[] nodes) {
        memory.forget(nodes);
    }

    @Override
    public final void reset() {
        memory.reset();
    }

    @Override
    public final ModelState state() {
        return new ModelState(memory.state());
    }

    @Override
    public final void restore(ModelState state) {
        memory.restore(state.arrays());
    }

    @Override
    public final Tensor embed(Tape tape, int[] nodes, long time, Dropouts dropouts) {
        long[] times = new long[nodes.length];
        Arrays.fill(times, time);
        int[] rows = new int[nodes.length];
        Arrays.setAll(rows, i -> i);
        return embed(tape, new EndPoints(nodes, times, nodes.length, nodes.length, rows, rows), dropouts);
    }

    @Override
    public void parametersChanged() {
        memory.invalidate();
    }

    @Override
    public final Parameters tensors() {
        return parameters;
    }

    /** The node memory, for inspection. */
    public final NodeMemory memory() {
        return memory.memory();
    }

    @Override
    public Map<String, float[]> parameters() {
        return parameters.values();
    }

    @Override
    public void loadParameters(Map<String, float[]> values) {
        parameters.load(values);
        parametersChanged();
    }

    final LinkHead head() {
        return head;
    }

    @Override
    public final Map<String, Object> optimizerState() {
        return adam.state();
    }

    @Override
    public final void loadOptimizerState(Map<String, Object> state) {
        adam.restore(state);
    }
}
