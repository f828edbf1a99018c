package io.tgl.eval.cli;

import io.tgl.datasets.catalog.DataPlaces;
import io.tgl.datasets.catalog.DatasetStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where data sets are kept. */
final class StoreOptions {
    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder of fetched and converted data (default: TGL_CACHE, else the system's cache folder).")
    private @Nullable Path cache;

    DatasetStore store() {
        DataPlaces places = DataPlaces.ofProcess();
        return new DatasetStore(cache == null ? places : places.withCache(cache));
    }
}
