/**
 * A live predictor behind a stream of bytes: one connection after the other is read, answered and counted, and an operator
 * can look at it. Options and signals live in {@code cli}, the formats in {@code io.tgl.models.wire}. Uses {@code
 * protocol} and everything below.
 */
@NullMarked
package io.tgl.eval.live;

import org.jspecify.annotations.NullMarked;
