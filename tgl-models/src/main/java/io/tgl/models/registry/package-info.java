/**
 * Models by name, with their published settings. Stands above the contracts and the models, so that no arrow runs back
 * up. Uses everything of this module.
 */
@NullMarked
package io.tgl.models.registry;

import org.jspecify.annotations.NullMarked;
