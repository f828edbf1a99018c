package io.tgl.eval.train;

import io.tgl.core.random.NumpyRandomState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A graph of two classes whose nodes are mostly linked to their own kind and have a telling feature. */
public final class PlantedGraph {
    private static final int NODES = 120;

    private PlantedGraph() {}

    /** Writes both files into the folder; returns their prefix. */
    public static Path write(Path folder) throws IOException {
        NumpyRandomState random = new NumpyRandomState(3);
        int[] noise = random.integers(20, 2 * NODES);
        StringBuilder nodes = new StringBuilder("id,label,split,features\n");
        for (int n = 0; n < NODES; n++) {
            String split = n < 20 ? "train" : n < 50 ? "val" : "test";
            nodes.append(n).append(',').append(n % 2).append(',').append(split).append(',');
            nodes.append(n % 2)
                    .append(' ')
                    .append(2 + noise[n])
                    .append(' ')
                    .append(22 + noise[NODES + n])
                    .append(":0.5\n");
        }
        StringBuilder edges = new StringBuilder("u,v\n");
        int[] step = random.integers(30, 3 * NODES);
        for (int i = 0; i < 3 * NODES; i++) {
            int other = (i % NODES + 2 + 2 * step[i] + (step[i] == 7 ? 1 : 0)) % NODES;
            edges.append(i % NODES).append(',').append(other).append('\n');
        }
        Files.writeString(folder.resolve("planted_nodes.csv"), nodes);
        Files.writeString(folder.resolve("planted_edges.csv"), edges);
        return folder.resolve("planted");
    }
}
