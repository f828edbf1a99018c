/** What everything else stands on: errors, provenance and the clock of phases. Uses nothing of this project. */
@NullMarked
package io.tgl.core.base;

import org.jspecify.annotations.NullMarked;
