package io.tgl.models.model;

import java.util.Map;

/**
 * A copy of what a model carries across batches (memory, mailboxes, counters; not its parameters), as named arrays.
 * Values are {@code float[]}, {@code int[]} or {@code long[]}; names follow the model's own terms.
 *
 * @param arrays name to array, in a fixed order
 */
public record ModelState(Map<String, Object> arrays) {}
