/** The contracts: scorer, encoder, state. Uses {@code query}. */
@NullMarked
package io.tgl.models.model;

import org.jspecify.annotations.NullMarked;
