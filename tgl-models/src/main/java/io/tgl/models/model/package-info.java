/** The contracts: scorer, encoder, state, and the scorer made of encoder and head. Uses {@code query}, {@code head}. */
@NullMarked
package io.tgl.models.model;

import org.jspecify.annotations.NullMarked;
