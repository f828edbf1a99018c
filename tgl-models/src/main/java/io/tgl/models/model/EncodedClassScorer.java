package io.tgl.models.model;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.head.AffinityHead;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A trained {@link EncodedAffinity} as a scorer: its encoder, which is followed and driven like any other, and beside it the
 * head over classes. Links are scored by the encoder's own head, which affinity training leaves as it was drawn.
 */
public class EncodedClassScorer implements ClassScorer, Encoder {
    private static final String PREFIX = "node_pred";
    private static final String CLASSES = PREFIX + ".out.bias";

    private final NodeLearner encoder;
    private final Compute compute;
    private final int classes;
    private final Parameters headParameters = new Parameters();
    private final AffinityHead head;

    private EncodedClassScorer(NodeLearner encoder, int classes, Compute compute) {
        this.encoder = encoder;
        this.compute = compute;
        this.classes = classes;
        this.head = new AffinityHead(
                headParameters, new Initializers(0, compute.kernels()), PREFIX, encoder.embeddingWidth(), classes);
    }

    /** The same around an encoder that can follow a live stream. */
    private static final class Following extends EncodedClassScorer implements LiveScorer {
        private final LiveScorer live;

        private Following(NodeLearner encoder, LiveScorer live, int classes, Compute compute) {
            super(encoder, classes, compute);
            this.live = live;
        }

        @Override
        public Runnable prepareObservation(EventBatch batch) {
            return live.prepareObservation(batch);
        }

        @Override
        public void grow(int nodes) {
            live.grow(nodes);
        }

        @Override
        public void forget(int[] nodes) {
            live.forget(nodes);
        }

        @Override
        public boolean admitsLateEvents() {
            return live.admitsLateEvents();
        }
    }

    /** Whether these parameters hold an affinity head. */
    public static boolean isIn(Map<String, float[]> parameters) {
        return parameters.containsKey(CLASSES);
    }

    /**
     * An encoder with the parameters of {@link EncodedAffinity#parameters}.
     *
     * @throws InvalidInput if the encoder embeds pairs only, or parameters are not those of it and a head
     */
    public static EncodedClassScorer of(Scorer encoder, Map<String, float[]> parameters, Compute compute) {
        float[] bias = parameters.get(CLASSES);
        if (!(encoder instanceof NodeLearner nodes) || !nodes.embedsNodes() || bias == null) {
            throw InvalidInput.at(
                    "node affinity", "a model that embeds nodes by themselves, with an affinity head", encoder.name());
        }
        EncodedClassScorer scorer = encoder instanceof LiveScorer live
                ? new Following(nodes, live, bias.length, compute)
                : new EncodedClassScorer(nodes, bias.length, compute);
        scorer.loadParameters(parameters);
        return scorer;
    }

    @Override
    public final int classes() {
        return classes;
    }

    @Override
    public final float[] affinity(int source, long time) {
        Tape tape = new Tape(compute, false);
        Tensor z = encoder.embed(tape, new int[] {source}, time, Dropouts.NONE);
        return shares(head.logits(tape, z).data());
    }

    /** Softmax of one row. */
    private float[] shares(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[c]);
        }
        float[] share = new float[classes];
        for (int c = 0; c < classes; c++) {
            share[c] = logits[c] - max;
        }
        compute.kernels().exp(share, 0, share, 0, classes);
        float sum = compute.kernels().sum(share, 0, classes);
        for (int c = 0; c < classes; c++) {
            share[c] /= sum;
        }
        return share;
    }

    @Override
    public final String name() {
        return encoder.name();
    }

    @Override
    public final Visibility visibility() {
        return encoder.visibility();
    }

    @Override
    public final Set<InputChannel> inputs() {
        return encoder.inputs();
    }

    @Override
    public final void reset() {
        encoder.reset();
    }

    @Override
    public final void attach(NeighborSource neighbors) {
        encoder.attach(neighbors);
    }

    @Override
    public final void prepare(EventStream trainingEvents) {
        encoder.prepare(trainingEvents);
    }

    @Override
    public final void score(LinkQueries queries, float[] scores) {
        encoder.score(queries, scores);
    }

    @Override
    public final void rank(RankingQueries queries, float[][] scores) {
        encoder.rank(queries, scores);
    }

    @Override
    public final boolean dependsOnCall() {
        return encoder.dependsOnCall();
    }

    @Override
    public final void observe(EventBatch batch) {
        encoder.observe(batch);
    }

    @Override
    public final ModelState state() {
        return encoder.state();
    }

    @Override
    public final void restore(ModelState state) {
        encoder.restore(state);
    }

    @Override
    public final int embeddingWidth() {
        return encoder.embeddingWidth();
    }

    @Override
    public final float[] sourceEmbeddings(LinkQueries queries) {
        return encoder.sourceEmbeddings(queries);
    }

    @Override
    public final float[] destinationEmbeddings(LinkQueries queries) {
        return encoder.destinationEmbeddings(queries);
    }

    /** Teaches links: the head over classes stays as it is. */
    @Override
    public final double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        return encoder.trainBatch(positives, negatives, batch, epoch, batchNumber);
    }

    @Override
    public final Map<String, float[]> parameters() {
        Map<String, float[]> all = new LinkedHashMap<>(encoder.parameters());
        all.putAll(headParameters.values());
        return all;
    }

    @Override
    public final void loadParameters(Map<String, float[]> values) {
        Map<String, float[]> ofHead = new LinkedHashMap<>(values);
        Map<String, float[]> ofEncoder = new LinkedHashMap<>(values);
        ofHead.keySet().retainAll(headParameters.values().keySet());
        ofEncoder.keySet().removeAll(ofHead.keySet());
        encoder.loadParameters(ofEncoder);
        headParameters.load(ofHead);
    }

    @Override
    public final Map<String, Object> optimizerState() {
        return encoder.optimizerState();
    }

    @Override
    public final void loadOptimizerState(Map<String, Object> state) {
        encoder.loadOptimizerState(state);
    }
}
