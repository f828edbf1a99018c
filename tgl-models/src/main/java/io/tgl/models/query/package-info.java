/** What is asked of a model, always at a time: links, rankings. What answers, lives above. Uses {@code tgl-core}. */
@NullMarked
package io.tgl.models.query;

import org.jspecify.annotations.NullMarked;
