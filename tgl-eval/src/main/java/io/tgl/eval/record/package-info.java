/**
 * What a run leaves behind: the run record (JSON), the comparison of two of them bit for bit, and the file of all
 * scores with the metrics computed from it. Drawing and published figures are the report package's; how a run is made is
 * the trainer's. May use the metric package, the core library and Jackson.
 */
@NullMarked
package io.tgl.eval.record;

import org.jspecify.annotations.NullMarked;
