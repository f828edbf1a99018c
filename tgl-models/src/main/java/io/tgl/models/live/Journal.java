package io.tgl.models.live;

import io.tgl.core.event.ArrivingEvents;
import java.util.Map;

/** Told of everything that will change the state, before it does; what it cannot keep does not happen. */
interface Journal {
    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public void batch(ArrivingEvents events) {}

        @Override
        public void forget(int node) {}

        @Override
        public void swap(long atEvent, Map<String, float[]> parameters) {}

        @Override
        public void applied() {}
    };

    /** A batch that was checked. */
    void batch(ArrivingEvents events);

    /** A node to be forgotten, by its dense id. */
    void forget(int node);

    /** New parameters from an event on. */
    void swap(long atEvent, Map<String, float[]> parameters);

    /** What it was told last has happened. */
    void applied();
}
