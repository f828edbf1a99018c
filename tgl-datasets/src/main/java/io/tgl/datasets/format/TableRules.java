package io.tgl.datasets.format;

import java.util.Optional;

/**
 * How delimited text of a format is read.
 *
 * @param layout what the columns are
 * @param header whether there is one; empty = found out
 * @param delimiter between fields; empty = found out
 * @param comments whether lines with # or % are skipped everywhere, not in front alone
 * @param times what the times may be
 * @param bipartite whether destinations are numbered apart
 */
record TableRules(
        LayoutRule layout,
        Optional<Boolean> header,
        Optional<Character> delimiter,
        boolean comments,
        TimeRules times,
        boolean bipartite) {}
