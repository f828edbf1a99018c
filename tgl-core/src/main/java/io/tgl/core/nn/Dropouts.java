package io.tgl.core.nn;

import io.tgl.core.tensor.op.Dropout;

/** Where the masks of a layer with several dropouts come from. */
@FunctionalInterface
public interface Dropouts {
    /** Nothing is dropped. */
    Dropouts NONE = place -> Dropout.NONE;

    /** The dropout of a place, e.g. "transformers.0/weights"; a random stream of its own for each. */
    Dropout of(String place);
}
