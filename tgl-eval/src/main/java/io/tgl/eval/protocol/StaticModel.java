package io.tgl.eval.protocol;

import io.tgl.core.kernel.Kernels;
import io.tgl.eval.train.NodeClassTrainer.Settings;
import io.tgl.eval.train.StoppingRule;
import io.tgl.models.snapshot.Gat;
import io.tgl.models.snapshot.GatConfig;
import io.tgl.models.snapshot.Gatv2;
import io.tgl.models.snapshot.Gcn;
import io.tgl.models.snapshot.GcnConfig;
import io.tgl.models.snapshot.NodeClassifier;
import io.tgl.models.snapshot.NodeGraph;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The models of static graphs with the training that was published with each. */
public enum StaticModel {
    /** Kipf and Welling's: at most 200 epochs, window 10. */
    GCN(200, 10),
    /** Velickovic et al.'s: at most 100,000 epochs, patience 100. */
    GAT(100_000, 100),
    /** Brody et al.'s layers, trained like {@link #GAT}; they published no figures on these graphs. */
    GATV2(100_000, 100);

    private final int epochs;
    private final int patience;

    StaticModel(int epochs, int patience) {
        this.epochs = epochs;
        this.patience = patience;
    }

    /** Its name on the command line. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Epochs that the published training grants. */
    public int epochs() {
        return epochs;
    }

    /** Epochs without improvement after which it ends, or the window of its mean. */
    public int patience() {
        return patience;
    }

    /** A fresh model. */
    public NodeClassifier build(NodeGraph graph, long seed, Kernels kernels) {
        return switch (this) {
            case GCN -> new Gcn(GcnConfig.PUBLISHED, graph, seed, kernels);
            case GAT -> new Gat(GatConfig.PUBLISHED, graph, seed, kernels);
            case GATV2 -> new Gatv2(GatConfig.PUBLISHED, graph, seed, kernels);
        };
    }

    /** How one run is trained, for at most so many epochs. */
    public Settings training(int limit) {
        return this == GCN
                ? new Settings(Math.min(limit, epochs), StoppingRule.aboveRecentMean(patience), true)
                : new Settings(Math.min(limit, epochs), StoppingRule.eitherImproves(patience), false);
    }

    /** Settings in reading order. */
    public Map<String, String> configuration() {
        Map<String, String> all = new LinkedHashMap<>();
        if (this == GCN) {
            GcnConfig c = GcnConfig.PUBLISHED;
            all.put("hidden", Integer.toString(c.hidden()));
            all.put("dropout", Float.toString(c.dropout()));
            all.put("learning rate", Double.toString(c.learningRate()));
            all.put("L2 of the first layer", Double.toString(c.penalty()));
            all.put("stopping", "validation loss above the mean of the last " + patience);
        } else {
            GatConfig c = GatConfig.PUBLISHED;
            all.put("heads", c.heads() + ", then 1");
            all.put("width of a head", Integer.toString(c.width()));
            all.put("dropout", Float.toString(c.dropout()));
            all.put("learning rate", Double.toString(c.learningRate()));
            all.put("L2 of everything", Double.toString(c.penalty()));
            all.put("stopping", patience + " epochs without a better validation loss or accuracy");
        }
        all.put("features", "rows divided by their sums");
        return all;
    }
}
