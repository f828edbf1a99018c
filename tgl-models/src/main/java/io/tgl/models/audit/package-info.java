/**
 * Tests of a model that users can run on their own: does a score depend on the future? How good a model is, is
 * measured in tgl-eval. Uses {@code query}, {@code model}.
 */
@NullMarked
package io.tgl.models.audit;

import org.jspecify.annotations.NullMarked;
