package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import java.util.Collections;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jgrapht.GraphType;
import org.jgrapht.graph.AbstractGraph;
import org.jgrapht.graph.DefaultGraphType;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as a read-only JGraphT graph, a view over the arrays of stream and adjacency: a node's edges are the slice of
 * its adjacency list that the snapshot's events span. Nothing is copied; finding a slice costs two binary searches, its
 * size one pass. A vertex is a node id, an edge an event id; repeated events are parallel edges, self-loops are allowed,
 * the edge weight is the event's weight (1 where the stream has none).
 *
 * <p>What would change the graph throws {@link UnsupportedOperationException}.
 */
public final class SnapshotGraph extends AbstractGraph<Integer, Integer> {
    /** Whether an edge leads both ways. */
    public enum Direction {
        /** From source to destination. */
        DIRECTED,
        /** Both ways. */
        UNDIRECTED
    }

    /** Which nodes are vertices. */
    public enum Vertices {
        /** All nodes of the stream, isolated ones too. */
        ALL,
        /** Nodes with an event in the snapshot. */
        ACTIVE
    }

    private final Snapshot snapshot;
    private final EventStream stream;
    private final Adjacency adjacency;
    private final boolean directed;
    private final boolean activeOnly;
    private final int firstEvent;
    private final int endEvent;
    private final boolean eventIsRow;

    /**
     * A view.
     *
     * @param adjacency of all events of the snapshot's stream
     */
    public SnapshotGraph(Snapshot snapshot, Adjacency adjacency, Direction direction, Vertices vertices) {
        this.snapshot = snapshot;
        this.stream = snapshot.stream();
        this.adjacency = adjacency;
        this.directed = direction == Direction.DIRECTED;
        this.activeOnly = vertices == Vertices.ACTIVE;
        if (adjacency.nodeCount() != stream.nodeCount()) {
            throw InvalidInput.at(
                    "snapshot graph",
                    "an adjacency of the stream's " + stream.nodeCount() + " nodes",
                    adjacency.nodeCount());
        }
        this.firstEvent = snapshot.isEmpty() ? 0 : stream.eventId(snapshot.from());
        this.endEvent = snapshot.isEmpty() ? 0 : stream.eventId(snapshot.to() - 1) + 1;
        int last = stream.size() - 1;
        // Event ids ascend from 0 at least, so the last decides.
        this.eventIsRow = last < 0 || stream.eventId(last) == last;
    }

    /** Number of nodes of the stream, vertices or not. */
    public int nodeCount() {
        return stream.nodeCount();
    }

    private int sliceBegin(int node) {
        return adjacency.indexBeforeEvent(node, firstEvent);
    }

    private int sliceEnd(int node) {
        return adjacency.indexBeforeEvent(node, endEvent);
    }

    /** Row of an event, or -1 if it is none of the snapshot's. */
    private int row(int event) {
        if (eventIsRow) {
            return event >= snapshot.from() && event < snapshot.to() ? event : -1;
        }
        int low = snapshot.from();
        int high = snapshot.to();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stream.eventId(middle) < event) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < snapshot.to() && stream.eventId(low) == event ? low : -1;
    }

    private int requireRow(Integer edge) {
        int row = row(edge);
        if (row < 0) {
            throw new IllegalArgumentException("no such edge in graph: " + edge);
        }
        return row;
    }

    private boolean isVertex(int node) {
        return node >= 0 && node < stream.nodeCount() && (!activeOnly || sliceBegin(node) < sliceEnd(node));
    }

    /** The node's edges of which {@code keep} accepts the row; both entries of a self-loop are one edge. */
    private Set<Integer> edges(Integer vertex, IntPredicate keep) {
        assertVertexExist(vertex);
        int node = vertex;
        int begin = sliceBegin(node);
        return new RangeSet(
                begin,
                sliceEnd(node),
                i -> (i == begin || adjacency.eventAt(i) != adjacency.eventAt(i - 1))
                        && keep.test(row(adjacency.eventAt(i))),
                adjacency::eventAt,
                event -> {
                    int row = row(event);
                    return row >= 0
                            && (stream.source(row) == node || stream.destination(row) == node)
                            && keep.test(row);
                });
    }

    @Override
    public Set<Integer> vertexSet() {
        return new RangeSet(0, stream.nodeCount(), this::isVertex, node -> node, this::isVertex);
    }

    @Override
    public Set<Integer> edgeSet() {
        return new RangeSet(snapshot.from(), snapshot.to(), row -> true, stream::eventId, event -> row(event) >= 0);
    }

    @Override
    public Set<Integer> edgesOf(Integer vertex) {
        return edges(vertex, row -> true);
    }

    @Override
    public Set<Integer> incomingEdgesOf(Integer vertex) {
        int node = vertex;
        return directed ? edges(vertex, row -> stream.destination(row) == node) : edgesOf(vertex);
    }

    @Override
    public Set<Integer> outgoingEdgesOf(Integer vertex) {
        int node = vertex;
        return directed ? edges(vertex, row -> stream.source(row) == node) : edgesOf(vertex);
    }

    /** Self-loops count twice. */
    @Override
    public int degreeOf(Integer vertex) {
        assertVertexExist(vertex);
        return sliceEnd(vertex) - sliceBegin(vertex);
    }

    @Override
    public int inDegreeOf(Integer vertex) {
        return directed ? incomingEdgesOf(vertex).size() : degreeOf(vertex);
    }

    @Override
    public int outDegreeOf(Integer vertex) {
        return directed ? outgoingEdgesOf(vertex).size() : degreeOf(vertex);
    }

    @Override
    public Set<Integer> getAllEdges(Integer source, Integer target) {
        if (!containsVertex(source) || !containsVertex(target)) {
            return Collections.emptySet();
        }
        int u = source;
        int v = target;
        return edges(
                source,
                row -> (stream.source(row) == u && stream.destination(row) == v)
                        || (!directed && stream.source(row) == v && stream.destination(row) == u));
    }

    @Override
    public @Nullable Integer getEdge(Integer source, Integer target) {
        Set<Integer> all = getAllEdges(source, target);
        return all.isEmpty() ? null : all.iterator().next();
    }

    @Override
    public boolean containsEdge(Integer edge) {
        return row(edge) >= 0;
    }

    @Override
    public boolean containsVertex(Integer vertex) {
        return vertex != null && isVertex(vertex);
    }

    @Override
    public Integer getEdgeSource(Integer edge) {
        return stream.source(requireRow(edge));
    }

    @Override
    public Integer getEdgeTarget(Integer edge) {
        return stream.destination(requireRow(edge));
    }

    @Override
    public double getEdgeWeight(Integer edge) {
        return stream.weight(requireRow(edge));
    }

    @Override
    public GraphType getType() {
        DefaultGraphType.Builder type =
                directed ? new DefaultGraphType.Builder().directed() : new DefaultGraphType.Builder().undirected();
        return type.allowMultipleEdges(true)
                .allowSelfLoops(true)
                .weighted(true)
                .modifiable(false)
                .build();
    }

    @Override
    public @Nullable Supplier<Integer> getVertexSupplier() {
        return null;
    }

    @Override
    public @Nullable Supplier<Integer> getEdgeSupplier() {
        return null;
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a snapshot graph is read-only");
    }

    @Override
    public Integer addEdge(Integer source, Integer target) {
        throw readOnly();
    }

    @Override
    public boolean addEdge(Integer source, Integer target, Integer edge) {
        throw readOnly();
    }

    @Override
    public Integer addVertex() {
        throw readOnly();
    }

    @Override
    public boolean addVertex(Integer vertex) {
        throw readOnly();
    }

    @Override
    public Integer removeEdge(Integer source, Integer target) {
        throw readOnly();
    }

    @Override
    public boolean removeEdge(Integer edge) {
        throw readOnly();
    }

    @Override
    public boolean removeVertex(Integer vertex) {
        throw readOnly();
    }

    @Override
    public void setEdgeWeight(Integer edge, double weight) {
        throw readOnly();
    }
}
