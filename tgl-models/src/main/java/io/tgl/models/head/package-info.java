/** What turns embeddings into answers: link logits. Uses {@code query}, {@code tgl-core}. */
@NullMarked
package io.tgl.models.head;

import org.jspecify.annotations.NullMarked;
