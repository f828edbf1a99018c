package io.tgl.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.random.Philox;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A little model with all that the trainer must handle: parameters, momentum, a step counter, a state, noise keyed by epoch
 * and batch. It refuses to be driven in the wrong order and writes down what was asked of it.
 */
final class CountingModel implements TrainableScorer {
    private final int nodes;
    private float[] weights = {0.5f, -0.25f};
    private float[] momentum = {0f, 0f};
    private long steps;
    private float[] counts;
    private long lastTime = Long.MIN_VALUE;
    final List<String> log = new ArrayList<>();
    final List<NeighborSource> attached = new ArrayList<>();

    CountingModel(int nodes) {
        this.nodes = nodes;
        this.counts = new float[nodes];
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public Visibility visibility() {
        return Visibility.BATCH;
    }

    @Override
    public void reset() {
        counts = new float[nodes];
        lastTime = Long.MIN_VALUE;
        log.add("reset");
    }

    @Override
    public void attach(NeighborSource neighbors) {
        attached.add(neighbors);
    }

    @Override
    public void score(LinkQueries queries, float[] scores) {
        for (int i = 0; i < queries.size(); i++) {
            assertThat(queries.time()[i])
                    .as("a query after its event was observed")
                    .isGreaterThan(lastTime);
            scores[i] = logit(queries, i);
        }
        log.add("score " + queries.size() + " at " + (long) total());
    }

    private float logit(LinkQueries queries, int i) {
        return weights[0] * counts[queries.source()[i]] + weights[1] * counts[queries.destination()[i]] + weights[0];
    }

    private float total() {
        float total = 0;
        for (float count : counts) {
            total += count;
        }
        return total / 2;
    }

    @Override
    public double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        assertThat(positives.size()).isEqualTo(batch.size());
        assertThat(negatives.source()).startsWith(positives.source());
        int[] noise = new int[4];
        Philox.block(7, batchNumber, epoch, 0, noise);
        double loss = 0;
        float gradient = 0;
        for (int i = 0; i < batch.size(); i++) {
            float margin = logit(positives, i) - logit(negatives, i) + Philox.uniform(noise[i % 4]);
            loss += Math.abs(1 - margin);
            gradient += margin < 1 ? -1 : 1;
        }
        observe(batch);
        for (int w = 0; w < weights.length; w++) {
            momentum[w] = 0.9f * momentum[w] + 1e-3f * gradient * (w + 1);
            weights[w] -= momentum[w] / (1 + steps * 0.01f);
        }
        steps++;
        return loss / batch.size();
    }

    @Override
    public void observe(EventBatch batch) {
        assertThat(batch.time(0)).as("events out of order").isGreaterThan(lastTime);
        for (int i = 0; i < batch.size(); i++) {
            counts[batch.source(i)]++;
            counts[batch.destination(i)]++;
        }
        lastTime = batch.time(batch.size() - 1);
    }

    @Override
    public ModelState state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("counts", counts.clone());
        arrays.put("last_time", new long[] {lastTime});
        return new ModelState(arrays);
    }

    @Override
    public void restore(ModelState state) {
        counts = ((float[]) state.arrays().get("counts")).clone();
        lastTime = ((long[]) state.arrays().get("last_time"))[0];
    }

    @Override
    public Map<String, float[]> parameters() {
        Map<String, float[]> parameters = new LinkedHashMap<>();
        parameters.put("weights", weights.clone());
        return parameters;
    }

    @Override
    public void loadParameters(Map<String, float[]> parameters) {
        weights = parameters.get("weights").clone();
    }

    @Override
    public Map<String, Object> optimizerState() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("momentum", momentum.clone());
        state.put("steps", new long[] {steps});
        return state;
    }

    @Override
    public void loadOptimizerState(Map<String, Object> state) {
        momentum = ((float[]) state.get("momentum")).clone();
        steps = ((long[]) state.get("steps"))[0];
    }
}
