/**
 * Names of models and how to build them; apart from the contracts in {@code model}, so that no arrow runs back up.
 * Uses every other package of this module.
 */
@NullMarked
package io.tgl.models.registry;

import org.jspecify.annotations.NullMarked;
