package io.tgl.core.graph;

/** Every past event equally likely. */
final class UniformSampler extends DrawingSampler {
    UniformSampler(Adjacency adjacency, NeighborDraws draws) {
        super(adjacency, draws);
    }

    @Override
    int draw(int begin, int end, NeighborDraws.Cursor cursor) {
        return begin + cursor.index(end - begin);
    }
}
