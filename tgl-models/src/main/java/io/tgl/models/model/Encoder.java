package io.tgl.models.model;

import io.tgl.models.query.LinkQueries;

/**
 * A model whose scores come from embeddings of both ends of a query, so that other tasks can use them. Embeddings are
 * those of evaluation (no dropout), from the present state, which they leave alone; a query's embedding has the same bits
 * whatever else is asked. Letters: n queries, N embedding width.
 */
public interface Encoder extends TrainableScorer {
    /** N. */
    int embeddingWidth();

    /** Embeddings [n, N], row-major, of the sources at the queries' times. A pair-wise model reads the destination too. */
    float[] sourceEmbeddings(LinkQueries queries);

    /** Embeddings [n, N], row-major, of the destinations. */
    float[] destinationEmbeddings(LinkQueries queries);
}
