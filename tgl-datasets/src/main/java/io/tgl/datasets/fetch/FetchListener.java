package io.tgl.datasets.fetch;

import java.net.URI;
import java.util.OptionalLong;

/** Watches a download; called on the thread that fetches. Throwing from it stops the download, which can be resumed. */
public interface FetchListener {
    /** Watches nothing. */
    FetchListener NONE = new FetchListener() {};

    /** Bytes begin to come: {@code from} of them were there already, of {@code total} if the server says how many. */
    default void started(URI url, long from, OptionalLong total) {}

    /** So many bytes are there by now, those of earlier attempts included. */
    default void received(long bytes) {}

    /** Something that a person may want to know: a retry, a wait, another process at work. */
    default void note(String text) {}
}
