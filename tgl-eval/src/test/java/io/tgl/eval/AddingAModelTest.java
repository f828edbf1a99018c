package io.tgl.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.testing.SyntheticStreams;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.RunResult;
import io.tgl.eval.train.Trainer;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.audit.LeakageAudit;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/adding-a-model.md, compiled, registered and run as the guide says. */
class AddingAModelTest {
    private static final Path GUIDE = Path.of("..", "docs", "adding-a-model.md");

    @TempDir
    private Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));

    @BeforeEach
    void compileAndRegister() throws IOException {
        String guide = Files.readString(GUIDE);
        Path source = folder.resolve("RecentMean.java");
        Files.writeString(source, block(guide, "java"));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), "-proc:none", source.toString());
        assertThat(code).as("the guide's class compiles").isZero();
        Path services = folder.resolve("META-INF/services/io.tgl.models.registry.ModelProvider");
        Files.createDirectories(services.getParent());
        Files.writeString(services, block(guide, "services"));
        URL[] place = {folder.toUri().toURL()};
        Thread.currentThread().setContextClassLoader(new URLClassLoader(place, before));
    }

    @AfterEach
    void unregister() throws IOException {
        if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader) {
            loader.close();
        }
        Thread.currentThread().setContextClassLoader(before);
    }

    private static String block(String guide, String language) {
        Matcher fence =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(fence.find()).as("a block of " + language).isTrue();
        String text = fence.group(1);
        assertThat(fence.find()).as("a second block of " + language).isFalse();
        return text;
    }

    /** Few destinations get most events: how recent a node's last events are tells it. */
    private static EventStream popular(int events) {
        EventStream even = SyntheticStreams.of(5, 40, events);
        int[] destination = even.destinations();
        for (int i = 0; i < events; i++) {
            destination[i] = 40 + destination[i] * destination[i] * destination[i] / 1_600;
        }
        return EventStream.of(80, even.sources(), destination, even.times()).build();
    }

    @Test
    void theGuidesModelIsRegisteredAndLearns() {
        assertThat(ModelRegistry.names()).contains("recent-mean").startsWith("edgebank");
        assertThat(ModelRegistry.isLearned("Recent-Mean")).isTrue();
        assertThat(ModelRegistry.settings("recent-mean", Map.of())).isEmpty();
        EventStream events = popular(1_500);
        Scorer model = ModelRegistry.create("recent-mean", ModelContext.of(events, 0, compute));
        RunResult result = new Trainer(
                        DyglibProtocol.task(events, 50, compute.workers()),
                        TrainingOptions.published(0).withEpochs(3),
                        RunControl.none())
                .run((TrainableScorer) model);
        assertThat(result.epochs()).hasSize(3);
        assertThat(result.epochs().getLast().loss())
                .isLessThan(result.epochs().getFirst().loss());
    }

    @Test
    void theGuidesModelSeesNoFuture() {
        EventStream events = SyntheticStreams.of(3, 20, 300);
        LeakageAudit audit = new LeakageAudit(
                events, 50, features -> ModelRegistry.create("recent-mean", ModelContext.of(events, 0, compute)));
        assertThat(audit.run(1, 4).passed()).isTrue();
    }

    @Test
    void anotherNameIsStillRefused() {
        assertThatThrownBy(() ->
                        ModelRegistry.create("older-mean", ModelContext.of(SyntheticStreams.of(1, 5, 10), 0, compute)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("recent-mean");
    }
}
