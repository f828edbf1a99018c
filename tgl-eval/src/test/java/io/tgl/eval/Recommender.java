package io.tgl.eval;

import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.models.live.LinkPredictor;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Whom will a user turn to next? From a log of events and the weights that {@code tgl run} left. */
final class Recommender {
    private final LinkPredictor predictor;
    private final NodeIndex users;

    Recommender(Path log, Path weights) {
        LoadedEvents past = ArrowEventReader.load(log);
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        Scorer model = ModelRegistry.create("tgn", ModelContext.of(past.events(), 0, compute));
        TrainedWeights.load(weights, (TrainableScorer) model);
        predictor = new LinkPredictor(model, past.events(), 200, compute.workers());
        users = past.nodes();
    }

    synchronized List<String> likeliest(String user, long time, int k) {
        LinkPredictor.Top top = predictor.top(users.nodeOf(user), time, k);
        return Arrays.stream(top.node()).mapToObj(users::text).toList();
    }
}
