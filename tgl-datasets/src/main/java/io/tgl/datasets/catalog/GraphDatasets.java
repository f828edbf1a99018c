package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.format.LabeledGraph;
import io.tgl.datasets.format.PlanetoidReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Loads static graphs: {@code cora} and {@code citeseer} from the folder that the environment variable {@code TGL_DATA}
 * names, a user's own by the prefix of its two files, PREFIX_nodes.csv and PREFIX_edges.csv.
 */
public final class GraphDatasets {
    private static final String SOURCE = "Planetoid, as in the data of the GCN paper's program";
    private static final String CITATION =
            "Zhilin Yang, William Cohen, Ruslan Salakhutdinov: Revisiting Semi-Supervised"
                    + " Learning with Graph Embeddings. ICML 2016";
    private static final List<Card> CARDS = List.of(
            new Card("cora", 2708, 5278, 1433, 7, 140, 500, 1000),
            new Card("citeseer", 3327, 4552, 3703, 6, 120, 500, 1000));
    private static final List<String> ENDINGS = List.of(".csv", ".csv.zst", ".csv.gz");

    private GraphDatasets() {}

    /** What must be found in a data set. */
    private record Card(
            String name, int nodes, int edges, int columns, int classes, int training, int validation, int test) {
        void check(LabeledGraph graph) {
            check("nodes", nodes, graph.nodes());
            check("edges", edges, graph.first().length);
            check("features", columns, graph.features().columns());
            check("classes", classes, graph.classes());
            check("training nodes", training, graph.training().length);
            check("validation nodes", validation, graph.validation().length);
            check("test nodes", test, graph.test().length);
        }

        private void check(String what, int published, int found) {
            if (published != found) {
                throw InvalidInput.at("data set " + name + ", " + what, published + " as published", found);
            }
        }
    }

    /** The names that {@link #load} knows. */
    public static List<String> names() {
        return CARDS.stream().map(Card::name).toList();
    }

    /** Loads a graph by its name, in any case, or by the prefix of its files. */
    public static GraphDataset load(String nameOrPrefix) {
        String lower = nameOrPrefix.toLowerCase(Locale.ROOT);
        Optional<Card> known =
                CARDS.stream().filter(card -> card.name.equals(lower)).findFirst();
        return known.isPresent() ? ofFolder(known.get()) : ofFiles(nameOrPrefix);
    }

    private static GraphDataset ofFolder(Card card) {
        DataPlaces places = DataPlaces.ofProcess();
        LabeledGraph graph = PlanetoidReader.read(
                places.file(card.name, "planetoid/" + card.name + "_nodes.csv"),
                places.file(card.name, "planetoid/" + card.name + "_edges.csv"));
        card.check(graph);
        return new GraphDataset(card.name, graph, CITATION, SOURCE, Dataset.NOT_STATED, GraphDigest.sha256(graph));
    }

    private static GraphDataset ofFiles(String prefix) {
        LabeledGraph graph = PlanetoidReader.read(file(prefix, "_nodes"), file(prefix, "_edges"));
        Path name = Path.of(prefix).getFileName();
        return new GraphDataset(
                name == null ? prefix : name.toString(),
                graph,
                Dataset.NOT_STATED,
                prefix,
                Dataset.NOT_STATED,
                GraphDigest.sha256(graph));
    }

    private static Path file(String prefix, String part) {
        String expected = "a name (" + String.join(", ", names()) + ") or the prefix of files like PREFIX" + part
                + ".csv (plain, .zst or .gz)";
        try {
            return ENDINGS.stream()
                    .map(ending -> Path.of(prefix + part + ending))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> InvalidInput.at("data", expected, "\"" + prefix + "\""));
        } catch (InvalidPathException e) {
            throw new InvalidInput("data: expected " + expected + ", found \"" + prefix + "\"", e);
        }
    }
}
