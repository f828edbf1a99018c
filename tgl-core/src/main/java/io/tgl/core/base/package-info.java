/**
 * What everything else stands on: errors, provenance, settings of a record as
 * text, arrays of a state by name, the clock of phases. No computation and
 * no files live here. Uses nothing of this project.
 */
@NullMarked
package io.tgl.core.base;

import org.jspecify.annotations.NullMarked;
