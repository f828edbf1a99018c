package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file to fetch.
 *
 * @param url where it is
 * @param sha256 its checksum, 64 hexadecimal digits, if it is known
 * @param bytes its size, if it is known
 */
public record Download(URI url, Optional<String> sha256, OptionalLong bytes) {
    private static final int DIGITS = 64;

    /** Checks the address and the form of the checksum. */
    public Download {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("https") && !scheme.equals("http")) || url.getHost() == null) {
            throw InvalidInput.at("address of a download", "https://...", url);
        }
        sha256 = sha256.map(text -> text.toLowerCase(Locale.ROOT));
        sha256.filter(text -> !text.matches("[0-9a-f]{" + DIGITS + "}")).ifPresent(text -> {
            throw InvalidInput.at("checksum of " + url, DIGITS + " hexadecimal digits", text);
        });
    }

    /** A file of which only the address is known. */
    public static Download of(URI url) {
        return new Download(url, Optional.empty(), OptionalLong.empty());
    }
}
