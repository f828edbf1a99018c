package io.tgl.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.SnapshotGraph.Direction;
import io.tgl.core.graph.SnapshotGraph.Vertices;
import io.tgl.core.graph.SnapshotSequence.EmptyWindows;
import io.tgl.core.parallel.Workers;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.scoring.PageRank;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.DirectedWeightedPseudograph;
import org.jgrapht.graph.WeightedPseudograph;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static EventStream at(long... times) {
        return EventStream.of(2, new int[times.length], new int[times.length], times)
                .build();
    }

    @Test
    void windowsAreHalfOpenAndEmptyOnesFollowThePolicy() {
        EventStream stream = at(100, 109, 110, 145, 145);
        SnapshotSequence skip = SnapshotSequence.of(stream, 10, EmptyWindows.SKIP);
        assertThat(skip)
                .containsExactly(
                        new Snapshot(stream, 0, 100, 110, 0, 2),
                        new Snapshot(stream, 1, 110, 120, 2, 3),
                        new Snapshot(stream, 4, 140, 150, 3, 5));
        SnapshotSequence emit = SnapshotSequence.of(stream, 90, 10, EmptyWindows.EMIT);
        assertThat(emit).extracting(Snapshot::size).containsExactly(0, 2, 1, 0, 0, 2);
        assertThat(emit).extracting(Snapshot::begin).containsExactly(90L, 100L, 110L, 120L, 130L, 140L);
        assertThat(emit.get(3).isEmpty()).isTrue();
        assertThatThrownBy(() -> SnapshotSequence.of(stream, 10, EmptyWindows.RAISE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("row 3")
                .hasMessageContaining("window 2, from tick 120");
        assertThat(SnapshotSequence.of(at(1, 2, 3), 1, EmptyWindows.RAISE)).hasSize(3);
        assertThat(SnapshotSequence.of(at(), 5, EmptyWindows.EMIT)).isEmpty();
    }

    @Test
    void wrongWindowsAreRefused() {
        assertThatThrownBy(() -> SnapshotSequence.of(at(5), 0, EmptyWindows.SKIP))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SnapshotSequence.of(at(5), 6, 1, EmptyWindows.SKIP))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SnapshotSequence.of(at(0, 1L << 40), 1, EmptyWindows.EMIT))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("wider");
        assertThat(SnapshotSequence.of(at(0, 1L << 40), 1, EmptyWindows.SKIP)).hasSize(2);
    }

    /** 0-1, 1-2, 2-0 and 3-3 in the window of ten ticks from 10 on; other events around it. */
    private static EventStream triangle() {
        return EventStream.of(
                        6, new int[] {4, 0, 1, 2, 3, 4}, new int[] {0, 1, 2, 0, 3, 5}, new long[] {5, 10, 11, 12, 13, 25
                        })
                .weight(new float[] {9, 1, 2, 4, 1, 9})
                .build();
    }

    private static SnapshotGraph graph(EventStream stream, int window, Direction direction, Vertices vertices) {
        Snapshot snapshot =
                SnapshotSequence.of(stream, 0, 10, EmptyWindows.EMIT).get(window);
        return new SnapshotGraph(snapshot, TemporalAdjacency.of(stream, Workers.single()), direction, vertices);
    }

    @Test
    void pageRankConvergesToTheHandComputedValues() {
        // A directed cycle is symmetric: each of its three nodes holds a quarter, and so does the self-loop.
        SnapshotGraph cycle = graph(triangle(), 1, Direction.DIRECTED, Vertices.ACTIVE);
        assertThat(new PageRank<>(cycle, 0.85, 500, 1e-12).getScores().values())
                .hasSize(4)
                .allSatisfy(score -> assertThat(score).isEqualTo(0.25, within(1e-9)));
        // Undirected star 0-1, 0-2: c = 0.05 + 0.85 * 2 l, l = 0.05 + 0.85 c / 2: c = 0.135 / 0.2775.
        EventStream star = EventStream.of(3, new int[] {0, 2}, new int[] {1, 0}, new long[] {1, 2})
                .build();
        PageRank<Integer, Integer> rank =
                new PageRank<>(graph(star, 0, Direction.UNDIRECTED, Vertices.ALL), 0.85, 500, 1e-12);
        assertThat(rank.getVertexScore(0)).isEqualTo(0.135 / 0.2775, within(1e-9));
        assertThat(rank.getVertexScore(1)).isEqualTo((1 - 0.135 / 0.2775) / 2, within(1e-9));
    }

    @Test
    void connectedComponentsAreTheSnapshotsOwn() {
        ConnectivityInspector<Integer, Integer> all =
                new ConnectivityInspector<>(graph(triangle(), 1, Direction.DIRECTED, Vertices.ALL));
        assertThat(all.connectedSets()).containsExactlyInAnyOrder(Set.of(0, 1, 2), Set.of(3), Set.of(4), Set.of(5));
        ConnectivityInspector<Integer, Integer> active =
                new ConnectivityInspector<>(graph(triangle(), 1, Direction.UNDIRECTED, Vertices.ACTIVE));
        assertThat(active.connectedSets()).containsExactlyInAnyOrder(Set.of(0, 1, 2), Set.of(3));
    }

    @Test
    void shortestPathsFollowDirectionAndWeights() {
        SnapshotGraph directed = graph(triangle(), 1, Direction.DIRECTED, Vertices.ALL);
        DijkstraShortestPath<Integer, Integer> paths = new DijkstraShortestPath<>(directed);
        assertThat(paths.getPath(0, 2).getEdgeList()).isEqualTo(List.of(1, 2));
        assertThat(paths.getPathWeight(0, 2)).isEqualTo(3);
        assertThat(paths.getPathWeight(2, 1)).isEqualTo(5);
        assertThat(paths.getPath(0, 3)).isNull();
        SnapshotGraph undirected = graph(triangle(), 1, Direction.UNDIRECTED, Vertices.ALL);
        assertThat(new DijkstraShortestPath<>(undirected).getPath(2, 1).getVertexList())
                .isEqualTo(List.of(2, 1));
    }

    @Property(tries = 150)
    void theViewIsTheGraphThatJgraphtWouldBuild(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventStream stream = TestStreams.random(seed, 1 + random.nextInt(6), 1 + random.nextInt(40), 2);
        if (random.nextBoolean() && stream.size() > 6) {
            stream = TestStreams.subset(stream, seed);
        }
        if (stream.size() == 0) {
            return;
        }
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream, Workers.single());
        for (Direction direction : Direction.values()) {
            for (Snapshot snapshot : SnapshotSequence.of(stream, 7, EmptyWindows.EMIT)) {
                Graph<Integer, Integer> copy = direction == Direction.DIRECTED
                        ? new DirectedWeightedPseudograph<>(Integer.class)
                        : new WeightedPseudograph<>(Integer.class);
                for (int node = 0; node < stream.nodeCount(); node++) {
                    copy.addVertex(node);
                }
                for (int row = snapshot.from(); row < snapshot.to(); row++) {
                    copy.addEdge(stream.source(row), stream.destination(row), stream.eventId(row));
                }
                assertSame(new SnapshotGraph(snapshot, adjacency, direction, Vertices.ALL), copy);
            }
        }
    }

    private static void assertSame(SnapshotGraph view, Graph<Integer, Integer> copy) {
        assertThat(view.vertexSet()).isEqualTo(copy.vertexSet());
        assertThat(view.edgeSet()).isEqualTo(copy.edgeSet());
        for (Integer v : copy.vertexSet()) {
            assertThat(view.edgesOf(v)).isEqualTo(copy.edgesOf(v));
            assertThat(view.incomingEdgesOf(v)).isEqualTo(copy.incomingEdgesOf(v));
            assertThat(view.outgoingEdgesOf(v)).isEqualTo(copy.outgoingEdgesOf(v));
            assertThat(view.degreeOf(v)).isEqualTo(copy.degreeOf(v));
            assertThat(view.inDegreeOf(v)).isEqualTo(copy.inDegreeOf(v));
            assertThat(view.outDegreeOf(v)).isEqualTo(copy.outDegreeOf(v));
            for (Integer w : copy.vertexSet()) {
                assertThat(view.getAllEdges(v, w)).isEqualTo(copy.getAllEdges(v, w));
                assertThat(view.containsEdge(v, w)).isEqualTo(copy.containsEdge(v, w));
            }
        }
        for (Integer edge : copy.edgeSet()) {
            assertThat(view.containsEdge(edge)).isTrue();
            assertThat(view.getEdgeSource(edge)).isEqualTo(copy.getEdgeSource(edge));
            assertThat(view.getEdgeTarget(edge)).isEqualTo(copy.getEdgeTarget(edge));
        }
        assertThat(view.containsEdge(1_000)).isFalse();
    }

    @Test
    void theViewIsReadOnly() {
        SnapshotGraph graph = graph(triangle(), 1, Direction.DIRECTED, Vertices.ALL);
        assertThatThrownBy(() -> graph.addEdge(0, 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> graph.removeVertex(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> graph.edgesOf(99)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> graph.getEdgeSource(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(graph.getType().isModifiable()).isFalse();
        assertThat(graph.getEdgeWeight(3)).isEqualTo(4);
    }
}
