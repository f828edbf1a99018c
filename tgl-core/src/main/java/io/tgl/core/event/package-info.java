/**
 * The columnar, time-ordered table of events and what belongs to it: node index, features, time granularity. Uses
 * {@code base}.
 */
@NullMarked
package io.tgl.core.event;

import org.jspecify.annotations.NullMarked;
