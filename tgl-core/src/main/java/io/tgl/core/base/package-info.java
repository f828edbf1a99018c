/** What everything else stands on: errors and provenance. Uses nothing of this project. */
@NullMarked
package io.tgl.core.base;

import org.jspecify.annotations.NullMarked;
