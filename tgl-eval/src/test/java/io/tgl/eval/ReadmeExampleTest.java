package io.tgl.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.protocol.DyglibProtocol;
import io.tgl.eval.protocol.DyglibRun;
import io.tgl.eval.testing.SyntheticStreams;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example stands there as it is compiled here, and does what it says. */
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCE = Path.of("src/test/java/io/tgl/eval/Recommender.java");

    @TempDir
    Path folder;

    @Test
    void theReadmeShowsTheClass() throws IOException {
        String shown = Files.readString(README).split("```java\n", 2)[1].split("```", 2)[0];
        String compiled = Files.readString(SOURCE);
        assertThat(shown).isEqualTo(compiled.substring(compiled.indexOf("/** Whom")));
    }

    @Test
    void theExampleAnswers() {
        EventStream events = SyntheticStreams.of(4, 30, 500);
        Path log = folder.resolve("log.arrow");
        ArrowEventWriter.write(log, events);
        Path weights = folder.resolve("tgn-seed0.safetensors");
        train(Datasets.load(log.toString()), weights);
        List<String> answer = new Recommender(log, weights).likeliest("3", events.time(events.size() - 1) + 1, 5);
        assertThat(answer).hasSize(5).doesNotHaveDuplicates().isSubsetOf(names(events.nodeCount()));
    }

    private static List<String> names(int nodes) {
        NodeIndex index = NodeIndex.identity(nodes);
        return java.util.stream.IntStream.range(0, nodes).mapToObj(index::text).toList();
    }

    private static void train(Dataset data, Path checkpoint) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        TrainingOptions options = TrainingOptions.published(0).withEpochs(1);
        DyglibRun run = new DyglibRun(
                data, DyglibProtocol.task(data.events(), 200, compute.workers()), "tgn", Map.of(), options, "tgl run");
        run.run(compute, RunControl.none().checkpointAt(checkpoint, false), () -> 0);
    }
}
