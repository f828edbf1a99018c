package io.tgl.models.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.ModelState;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.walk.NatConfig.EmptySlots;
import io.tgl.models.walk.NatConfig.Pooling;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NatTest {
    private static final int NODES = 17;
    private static final int EVENTS = 90;
    private static final int BATCH = 15;

    private final EventStream stream = stream();

    private static EventStream stream() {
        NumpyRandomState random = new NumpyRandomState(3);
        long[] time = new long[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            time[i] = 7L * i;
        }
        return EventStream.of(NODES, random.integers(NODES, EVENTS), random.integers(NODES, EVENTS), time)
                .build();
    }

    private Nat model(Pooling pooling, EmptySlots empty, float dropout) {
        NatConfig config = new NatConfig(12, 5, 6, 7, 4, 3, 2, 8, 4, 0.8f, 3, pooling, empty, dropout, 0.01);
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        return new Nat(config, FeatureTable.absent(NODES), stream.features(), 1.0, 5, compute);
    }

    private EventBatch batch(int b) {
        return new EventBatch(stream, b * BATCH, (b + 1) * BATCH);
    }

    private void train(Nat model, int batches) {
        for (int b = 0; b < batches; b++) {
            LinkQueries p = PairGolden.positives(batch(b));
            int[] others = new NumpyRandomState(50L + b).integers(NODES, BATCH);
            model.trainBatch(p, LinkQueries.of(p.source(), others, p.time()), batch(b), 1, b);
        }
    }

    /** Rows are projected one by one where something may be dropped, else summed first: the same but for rounding. */
    @Test
    void theTwoOrdersOfPoolingAgree() {
        Nat sums = model(Pooling.SUM, EmptySlots.BY_TIME, 0f);
        Nat rows = model(Pooling.SUM, EmptySlots.BY_TIME, 1e-9f);
        LinkQueries queries = PairGolden.positives(batch(4));
        for (int b = 0; b < 4; b++) {
            sums.observe(batch(b));
            rows.observe(batch(b));
        }
        LinkQueries none = LinkQueries.of(new int[0], new int[0], new long[0]);
        double expected = sums.gradients(queries, none, 1, 0);
        assertThat(rows.gradients(queries, none, 1, 0)).isCloseTo(expected, Offset.offset(1e-5));
        sums.tensors().asMap().forEach((name, tensor) -> {
            float[] found = rows.tensors().get(name).gradient();
            for (int i = 0; i < found.length; i++) {
                assertThat((double) found[i]).as(name).isCloseTo(tensor.gradient()[i], Offset.offset(1e-5));
            }
        });
    }

    /** Otherwise they would not be settings. */
    @Test
    void poolingAndEmptySlotsMatter() {
        LinkQueries queries = PairGolden.positives(batch(1));
        Nat usual = model(Pooling.SUM, EmptySlots.BY_TIME, 0f);
        Nat attention = model(Pooling.ATTENTION, EmptySlots.BY_TIME, 0f);
        Nat unused = model(Pooling.SUM, EmptySlots.UNUSED, 0f);
        usual.observe(batch(0));
        attention.observe(batch(0));
        unused.observe(batch(0));
        assertThat(attention.logits(queries)).isNotEqualTo(usual.logits(queries));
        LinkQueries ofFirst = LinkQueries.of(new int[] {stream.source(0)}, new int[] {2}, new long[] {1_000});
        assertThat(unused.logits(ofFirst)).isNotEqualTo(usual.logits(ofFirst));
    }

    @Test
    void learnsWithAttention() {
        Nat model = model(Pooling.ATTENTION, EmptySlots.BY_TIME, 0.1f);
        float[] before = model.parameters().get("gat.gat_net.0.scoring_fn_source");
        train(model, 5);
        assertThat(model.parameters().get("gat.gat_net.0.scoring_fn_source")).isNotEqualTo(before);
        assertThat(model.logits(PairGolden.positives(batch(5)))).doesNotContain(Float.NaN);
    }

    /** What another node has in a slot stays with probability 1 - alpha. */
    @Test
    void aSlotOfAnotherNeighborIsReplacedByDraw() {
        NatConfig config = NatConfig.PUBLISHED;
        NatState state = new NatState(100, config, 0);
        int clash = 0;
        for (int a = 1; state.slot(1, a) != state.slot(1, 0); a++) {
            clash = a + 1;
        }
        write(state, 0, 1f);
        write(state, clash, config.replaceProbability());
        assertThat(state.key(1, 5 * state.slots(1) + state.slot(1, 0))).isZero();
        write(state, clash, config.replaceProbability() - 0.01f);
        assertThat(state.key(1, 5 * state.slots(1) + state.slot(1, 0))).isEqualTo(clash);
        write(state, clash, 1f);
        assertThat(state.time(1, 5 * state.slots(1) + state.slot(1, 0))).isEqualTo(9);
    }

    private static void write(NatState state, int neighbor, float draw) {
        CacheWrites writes = new CacheWrites();
        writes.add(5, neighbor, 3, 9, -1, 3, 0);
        state.write(1, writes, new float[] {draw}, new float[0]);
    }

    @Test
    void aDamagedStateIsRefusedWhole() {
        Nat model = model(Pooling.SUM, EmptySlots.BY_TIME, 0f);
        model.observe(batch(0));
        float[] before = model.logits(PairGolden.positives(batch(1)));
        Map<String, Object> damaged = new LinkedHashMap<>(model.state().arrays());
        int[] key = ((int[]) damaged.get("cache2.key")).clone();
        key[7] = NODES;
        damaged.put("cache2.key", key);
        damaged.put("self", new float[NODES * 7]);
        assertThatThrownBy(() -> model.restore(new ModelState(damaged)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cache2.key, value 7");
        assertThat(model.logits(PairGolden.positives(batch(1)))).isEqualTo(before);
    }
}
