package io.tgl.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.memory.TgbTgn;
import io.tgl.models.memory.TgbTgnConfig;
import io.tgl.models.memory.TgbTgnConfig.Loss;
import io.tgl.models.memory.TgnV2;
import io.tgl.models.model.EncodedAffinity;
import io.tgl.models.query.AffinityQueries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TGNv2 with an affinity head against golden files: embeddings, logits, losses, gradients, state, Adam. */
@Tag("golden")
class TgnV2GoldenTest {
    private static final double FORWARD = 1e-5;
    private static final double GRADIENT = 1e-4;

    private final Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
    private Npz golden;
    private JsonNode index;
    private EventStream events;
    private AffinityLabels labels;
    private TgbTgn encoder;
    private EncodedAffinity model;

    private void open(String file) throws IOException {
        golden = Npz.read(GoldenFiles.find("tgnv2/" + file + ".npz"));
        index = new ObjectMapper().readTree(GoldenFiles.find("tgnv2/index.json").toFile());
        events = GoldenAffinity.stream(golden);
        labels = GoldenAffinity.labels(golden);
        int width = number("hidden");
        int identities = golden.has("param/memory.idx_enc.lin.weight") ? width : 0;
        double rate = index.get("lr").asDouble();
        TgbTgnConfig config = new TgbTgnConfig(
                width, width, width, number("heads"), number("neighbors"), 0f, rate, identities, Loss.LOGITS);
        encoder = TgnV2.create(config, FeatureTable.absent(number("num_nodes")), events.features(), 1.0, 0, compute);
        model = new EncodedAffinity(encoder, labels.classes(), new EncodedAffinity.Settings(0f, rate, 0), compute);
        Map<String, float[]> values = new LinkedHashMap<>(model.parameters());
        values.replaceAll(
                (name, fresh) -> golden.has("param/" + theirs(name)) ? golden.floats("param/" + theirs(name)) : fresh);
        model.loadParameters(values);
    }

    private static String theirs(String name) {
        return name.replace("memory.memory_updater", "memory.gru");
    }

    private int number(String name) {
        return index.get(name).asInt();
    }

    private static void near(String name, float[] found, float[] expected, double relative, double absolute) {
        float largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        double tolerance = relative * (absolute > 0 ? largest : Math.max(1, largest)) + absolute;
        assertThat(found).as(name).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as(name + "[" + i + "]").isCloseTo(expected[i], Offset.offset(tolerance));
        }
    }

    private void checkState(String at, String suffix) {
        Map<String, Object> state = model.state().arrays();
        near(at, (float[]) state.get("memory.rows"), golden.floats(at + "memory" + suffix), FORWARD, 0);
        assertThat((long[]) state.get("memory.last_update"))
                .as(at)
                .isEqualTo(golden.longs(at + "last_update" + suffix));
    }

    private void checkEmbedding(int step, boolean training) {
        AffinityQueries asked = labels.steps().get(step).queries();
        Tensor z = encoder.embed(new Tape(compute, training), asked.node(), asked.time(), Dropouts.NONE);
        near(
                "embedding " + step,
                Arrays.copyOf(z.data(), z.size()),
                golden.floats("label" + step + "/embedding"),
                FORWARD,
                0);
    }

    @ParameterizedTest
    @CsvSource({"exact,TGB", "ties,TGB", "plain,TGB", "strict,STRICT"})
    void everythingOfAPassMatches(String file, LabelVisibility visibility) throws IOException {
        open(file);
        int batch = number("batch");
        int train = number("train_batches") * batch;
        AffinityLoop loop = new AffinityLoop(events, labels, visibility, batch);
        loop.walk(0, train, new AffinityLoop.Walker() {
            private int batches;

            @Override
            public void beginBatch() {
                if (batches > 0) {
                    checkState("batch" + (batches - 1) + "/", "_after");
                }
                batches++;
                model.beginBatch();
            }

            @Override
            public void observe(EventBatch some) {
                model.observeInTraining(some, false);
            }

            @Override
            public void observeBeforeLabel(EventBatch some) {
                model.observeInTraining(some, true);
            }

            @Override
            public void label(int step) {
                AffinityLabels.Step asked = labels.steps().get(step);
                checkEmbedding(step, true);
                float loss = (float) model.gradients(asked.queries(), asked.targets(), 1, step);
                String at = "label" + step + "/";
                near(at + "loss", new float[] {loss}, golden.floats(at + "loss"), FORWARD, 0);
                for (Parameters part : model.tensors()) {
                    part.asMap().forEach((name, tensor) -> {
                        String gradient = at + "grad/" + theirs(name);
                        if (golden.has(gradient)) {
                            near(
                                    gradient,
                                    Arrays.copyOf(tensor.gradient(), tensor.size()),
                                    golden.floats(gradient),
                                    GRADIENT,
                                    1e-6);
                        }
                        Arrays.fill(tensor.gradient(), 0f);
                    });
                }
            }
        });
        assertThat(loop.reached()).isEqualTo((int) golden.longs("train_labels")[0]);
        checkEvaluation(loop, train);
    }

    private void checkEvaluation(AffinityLoop loop, int train) {
        model.observe(new EventBatch(events, 0, 0));
        checkState("flush/", "");
        loop.walk(train, events.size(), new AffinityLoop.Walker() {
            @Override
            public void observe(EventBatch some) {
                model.observe(some);
            }

            @Override
            public void label(int step) {
                checkEmbedding(step, false);
                float[] logits = model.logits(labels.steps().get(step).queries());
                near("logits " + step, logits, golden.floats("label" + step + "/logit"), FORWARD, 0);
            }
        });
        assertThat(loop.reached()).isEqualTo((int) golden.longs("labels")[0]);
    }

    @Test
    void fiveAdamStepsMatch() throws IOException {
        open("exact");
        float[] expected = golden.floats("adam/losses");
        List<Float> losses = new ArrayList<>();
        int batch = number("batch");
        AffinityLoop loop = new AffinityLoop(events, labels, LabelVisibility.TGB, batch);
        loop.walk(0, number("train_batches") * batch, new AffinityLoop.Walker() {
            @Override
            public void beginBatch() {
                model.beginBatch();
            }

            @Override
            public void observe(EventBatch some) {
                model.observeInTraining(some, false);
            }

            @Override
            public void observeBeforeLabel(EventBatch some) {
                model.observeInTraining(some, true);
            }

            @Override
            public void label(int step) {
                if (step < expected.length) {
                    AffinityLabels.Step asked = labels.steps().get(step);
                    losses.add((float) model.trainLabels(asked.queries(), asked.targets(), 1, step));
                }
            }
        });
        for (int i = 0; i < expected.length; i++) {
            assertThat(losses.get(i)).as("loss " + i).isCloseTo(expected[i], Offset.offset(5e-5f));
        }
    }
}
