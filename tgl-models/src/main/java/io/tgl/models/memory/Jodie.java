package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.TimeProjectionOp;
import io.tgl.models.model.InputChannel;
import io.tgl.models.query.QueryIndex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * JODIE (Kumar et al., "Predicting Dynamic Embedding Trajectory in Temporal Interaction Networks", 2019) as DyGLib computes
 * it: messages and memory as in {@link Tgn}, but an RNN updates the memory, and a node's embedding is its updated memory
 * projected over the time since its last update:
 *
 * <p>z = dropout( S'_u * (1 + w d + b) ), d = ((t - last'_u) - mean) / deviation, with a mean and a deviation for nodes
 * asked as sources and another for destinations, of the gaps in the training events: {@link #prepare}.
 *
 * <p>It has no neighbors, and only the queried nodes' memories are touched.
 */
public final class Jodie extends MemoryModel {
    /** Name of the four numbers that are saved with the parameters but not trained. */
    public static final String TIME_SHIFT = "model.time_shift";

    private final PendingMemory memory;
    private final Linear projection;
    private final double secondsPerTick;
    private TimeShift shift = new TimeShift(0f, 1f, 0f, 1f);

    /**
     * A model of fresh parameters and empty state; the gaps are not standardised before {@link #prepare}.
     *
     * @param nodeFeatures one row a node, or absent; DyGLib's JODIE does not read them
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters and dropout
     */
    public Jodie(
            JodieConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this(
                config,
                MemoryParts.create(
                        RecurrentCell.Kind.RNN,
                        config.nodeWidth(),
                        config.edgeWidth(),
                        config.timeWidth(),
                        nodeFeatures,
                        edgeFeatures,
                        secondsPerTick,
                        seed,
                        compute));
    }

    private Jodie(JodieConfig config, MemoryParts parts) {
        this(
                config,
                parts,
                Linear.create(
                        parts.parameters(), parts.init(), "model.embedding_module.linear_layer", 1, parts.width()));
    }

    private Jodie(JodieConfig config, MemoryParts parts, Linear projection) {
        super("JODIE", parts, config.learningRate(), config.dropout(), config.mergeDropout());
        this.memory = parts.memory();
        this.projection = projection;
        this.secondsPerTick = parts.secondsPerTick();
    }

    @Override
    public Set<InputChannel> inputs() {
        return Set.of(InputChannel.EDGE_FEATURE, InputChannel.TIME);
    }

    @Override
    public void prepare(EventStream trainingEvents) {
        shift = TimeShift.of(trainingEvents, secondsPerTick);
    }

    @Override
    EndPoints.Sharing sharing() {
        return EndPoints.Sharing.NODE_TIME_AND_ROLE;
    }

    @Override
    Tensor embed(Tape tape, EndPoints ends, Dropouts dropouts) {
        QueryIndex touched = new QueryIndex();
        touched.clear();
        int[] row = new int[ends.size()];
        float[] d = new float[ends.size()];
        for (int q = 0; q < ends.size(); q++) {
            int node = ends.node()[q];
            row[q] = touched.add(node, 0);
            float gap = (float) (ends.time()[q] * secondsPerTick) - memory.lastUpdate(node);
            d[q] = q < ends.sources()
                    ? (gap - shift.sourceMean()) / shift.sourceDeviation()
                    : (gap - shift.destinationMean()) / shift.destinationDeviation();
        }
        Tensor updated = memory.read(tape, touched, false);
        tape.phase("projection");
        return TimeProjectionOp.apply(
                tape, updated, row, d, ends.size(), projection.weight(), projection.bias(), dropouts.of("projection"));
    }

    /** The parameters, and under {@link #TIME_SHIFT} what {@link #prepare} found. */
    @Override
    public Map<String, float[]> parameters() {
        Map<String, float[]> values = super.parameters();
        values.put(TIME_SHIFT, shift.values());
        return values;
    }

    /** The parameters; without {@link #TIME_SHIFT} the shift stays as it is. */
    @Override
    public void loadParameters(Map<String, float[]> values) {
        Map<String, float[]> trained = new LinkedHashMap<>(values);
        float[] found = trained.remove(TIME_SHIFT);
        if (found != null && found.length != 4) {
            throw InvalidInput.at("parameter " + TIME_SHIFT, "4 values", found.length);
        }
        super.loadParameters(trained);
        shift = found == null ? shift : new TimeShift(found[0], found[1], found[2], found[3]);
    }
}
