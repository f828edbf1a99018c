package io.tgl.models.model;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.optim.Adam;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.SoftCrossEntropyOp;
import io.tgl.models.head.AffinityHead;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Node affinity by a node-wise encoder and a head over classes, trained on soft labels by Adam. Letters: q queries, C
 * classes.
 */
public final class EncodedAffinity implements TrainableAffinityScorer {
    /** Queries that are embedded at once in scoring. */
    private static final int NODES = 1 << 10;

    private final NodeLearner encoder;
    private final int classes;
    private final Parameters headParameters = new Parameters();
    private final AffinityHead head;
    private final Adam encoderAdam;
    private final Adam headAdam;
    private final Settings settings;
    private final Compute compute;
    private final Tape training;
    private final Tape scoring;
    private boolean began;

    /**
     * How it is trained.
     *
     * @param dropout probability of an element to be dropped
     * @param learningRate of Adam
     * @param seed of the head's parameters and of dropout
     */
    public record Settings(float dropout, double learningRate, long seed) {}

    /**
     * Puts a fresh head on an encoder.
     *
     * @throws InvalidInput if the encoder embeds pairs only
     */
    public EncodedAffinity(Encoder encoder, int classes, Settings settings, Compute compute) {
        if (!(encoder instanceof NodeLearner nodes) || !nodes.embedsNodes()) {
            throw InvalidInput.at("node affinity", "a model that embeds nodes by themselves", encoder.name());
        }
        this.encoder = nodes;
        this.classes = classes;
        this.settings = settings;
        this.compute = compute;
        Initializers init = new Initializers(settings.seed(), compute.kernels());
        this.head = new AffinityHead(headParameters, init, "node_pred", encoder.embeddingWidth(), classes);
        this.encoderAdam = new Adam(nodes.tensors(), settings.learningRate());
        this.headAdam = new Adam(headParameters, settings.learningRate());
        this.training = new Tape(compute, true);
        this.scoring = new Tape(compute, false);
    }

    @Override
    public String name() {
        return encoder.name();
    }

    @Override
    public void reset() {
        endStep();
        encoder.reset();
    }

    @Override
    public void attach(NeighborSource neighbors) {
        encoder.attach(neighbors);
    }

    @Override
    public void observe(EventBatch batch) {
        encoder.observe(batch);
    }

    @Override
    public void beginBatch() {
        endStep();
    }

    @Override
    public void prepare(EventStream trainingEvents) {
        encoder.prepare(trainingEvents);
    }

    @Override
    public void observeInTraining(EventBatch batch, boolean beforeLabel) {
        endStep();
        encoder.observe(batch, beforeLabel ? training : scoring);
        began = beforeLabel;
    }

    private void endStep() {
        if (began) {
            training.reset();
            encoder.tapeEnded();
            began = false;
        }
    }

    @Override
    public void affinities(AffinityQueries queries, double[] scores) {
        float[] logits = logits(queries);
        for (int i = 0; i < logits.length; i++) {
            scores[i] = logits[i];
        }
    }

    /** Logits [q, C] of evaluation. */
    public float[] logits(AffinityQueries queries) {
        float[] result = new float[Math.multiplyExact(queries.size(), classes)];
        for (int from = 0; from < queries.size(); from += NODES) {
            int to = Math.min(queries.size(), from + NODES);
            int[] some = Arrays.copyOfRange(queries.node(), from, to);
            Tensor z = encoder.embed(scoring, some, queries.time(), Dropouts.NONE);
            Tensor logits = head.logits(scoring, z);
            System.arraycopy(logits.data(), 0, result, from * classes, logits.size());
            scoring.reset();
        }
        return result;
    }

    @Override
    public double trainLabels(AffinityQueries queries, AffinityTargets labels, int epoch, int step) {
        double loss = gradients(queries, labels, epoch, step);
        encoderAdam.step(compute.workers());
        headAdam.step(compute.workers());
        encoder.parametersChanged();
        return loss;
    }

    /** All of a training step but the optimiser's; gradients add up in {@link #tensors}. */
    public double gradients(AffinityQueries queries, AffinityTargets labels, int epoch, int step) {
        Dropouts dropouts = new Dropouts(settings.dropout(), settings.seed(), epoch, step);
        Tensor z = encoder.embed(training, queries.node(), queries.time(), dropouts);
        float[] target = training.scratch(queries.size() * classes);
        for (int i = 0; i < queries.size(); i++) {
            double[] row = labels.dense(i, classes);
            for (int c = 0; c < classes; c++) {
                target[i * classes + c] = (float) row[c];
            }
        }
        Tensor loss = SoftCrossEntropyOp.apply(training, head.logits(training, z), target);
        training.backward(loss);
        double value = loss.data()[0];
        began = true;
        endStep();
        return value;
    }

    /** Labels are learnt by training alone. */
    @Override
    public void observeLabels(AffinityQueries queries, AffinityTargets labels) {}

    /** Parameters of encoder and head with their gradients. */
    public List<Parameters> tensors() {
        return List.of(encoder.tensors(), headParameters);
    }

    @Override
    public ModelState state() {
        return encoder.state();
    }

    @Override
    public void restore(ModelState state) {
        endStep();
        encoder.restore(state);
    }

    @Override
    public Map<String, float[]> parameters() {
        Map<String, float[]> all = new LinkedHashMap<>(encoder.parameters());
        all.putAll(headParameters.values());
        return all;
    }

    @Override
    public void loadParameters(Map<String, float[]> values) {
        Map<String, float[]> ofHead = new LinkedHashMap<>(values);
        Map<String, float[]> ofEncoder = new LinkedHashMap<>(values);
        ofHead.keySet().retainAll(headParameters.values().keySet());
        ofEncoder.keySet().removeAll(ofHead.keySet());
        encoder.loadParameters(ofEncoder);
        headParameters.load(ofHead);
    }

    @Override
    public Map<String, Object> optimizerState() {
        Map<String, Object> state = new LinkedHashMap<>();
        StateArrays.put(state, "encoder", encoderAdam.state());
        StateArrays.put(state, "head", headAdam.state());
        return state;
    }

    @Override
    public void loadOptimizerState(Map<String, Object> state) {
        encoderAdam.restore(StateArrays.part(state, "encoder"));
        headAdam.restore(StateArrays.part(state, "head"));
    }
}
