package io.tgl.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanetoidReaderTest {
    private static final String NODES = "id,label,split,features\n0,1,train,3 5:0.5\n1,0,test,2\n2,-1,none,\n";

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void graphAndEventsTellTheSame() throws IOException {
        Path nodes = write("c_nodes.csv", NODES);
        Path edges = write("c_edges.csv", "u,v\n0,1\n1,2\n");
        LabeledGraph graph = PlanetoidReader.read(nodes, edges);
        assertThat(graph.labels()).containsExactly(1, 0, -1);
        assertThat(graph.training()).containsExactly(0);
        assertThat(graph.validation()).isEmpty();
        assertThat(graph.test()).containsExactly(1);
        assertThat(graph.first()).containsExactly(0, 1);
        assertThat(graph.second()).containsExactly(1, 2);
        assertThat(graph.features().columns()).isEqualTo(6);
        ImportedEvents events = Formats.read(DataFormat.PLANETOID, List.of(nodes, edges), FormatOptions.USUAL);
        NodeTable table = events.nodeTable().orElseThrow();
        assertThat(table.label().orElseThrow()).containsExactly(1, 0, -1);
        float[] row = new float[6];
        table.features().copyRow(0, row, 0);
        assertThat(row).containsExactly(0, 0, 0, 1, 0, 0.5f);
        assertThat(events.statistics().events()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0,1,train,3        | 0,5 | a node id from 0 to 0, found 5
            0,1,train,x        | 0,0 | line 2, column features
            0,1,dev,3          | 0,0 | node 0: expected train, val, test or none
            0,-1,train,3       | 0,0 | node 0: expected a class
            1,1,train,3        | 0,0 | the node id 0
            """)
    void badFilesAreRefusedWithTheirPlace(String node, String edge, String message) throws IOException {
        Path nodes = write("c_nodes.csv", "id,label,split,features\n" + node + "\n");
        Path edges = write("c_edges.csv", "u,v\n" + edge + "\n");
        assertThatThrownBy(() -> PlanetoidReader.read(nodes, edges))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void aGraphToLearnFromNeedsFeatures() throws IOException {
        Path nodes = write("c_nodes.csv", "id,label,split\n0,1,train\n1,0,test\n");
        Path edges = write("c_edges.csv", "u,v\n0,1\n");
        assertThatThrownBy(() -> PlanetoidReader.read(nodes, edges)).hasMessageContaining("features");
        assertThat(Formats.read(DataFormat.PLANETOID, List.of(nodes, edges), FormatOptions.USUAL)
                        .statistics()
                        .nodes())
                .isEqualTo(2);
    }
}
