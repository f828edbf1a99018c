package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.fetch.Archives;
import io.tgl.datasets.fetch.Download;
import io.tgl.datasets.fetch.FetchListener;
import io.tgl.datasets.fetch.FetchOptions;
import io.tgl.datasets.fetch.Fetcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The data sets of the catalog that are on this machine, or that it fetches. Safe for use by several processes. */
public final class DatasetStore {
    /** Decompressed bytes that a member of an archive may have. */
    private static final long LARGEST_MEMBER = 64L << 30;

    private final DataPlaces places;
    private final ConvertedDatasets converted;

    /** The store in these places. */
    public DatasetStore(DataPlaces places) {
        this.places = places;
        this.converted = new ConvertedDatasets(places.converted());
    }

    /** The store in the places that the process was told. */
    public static DatasetStore ofProcess() {
        return new DatasetStore(DataPlaces.ofProcess());
    }

    /** Where it looks. */
    public DataPlaces places() {
        return places;
    }

    /** Whether a form of the data set is on this machine. */
    public boolean has(DatasetCard card) {
        return located(card).isPresent();
    }

    /**
     * A data set for use: its converted form if there is a valid one, else its files.
     *
     * @param keep whether a converted form is made if there is none
     */
    public Dataset load(DatasetCard card, boolean keep) {
        Located found = located(card).orElseThrow(() -> places.absent(card));
        Optional<Dataset> known = converted.load(card, found.form(), found.files());
        if (known.isPresent()) {
            return known.get();
        }
        checkFetched(card, false);
        ReadDataset read = CatalogReader.read(card, found.form(), found.files(), false);
        if (keep && isWritable(places.cache())) {
            converted.write(read);
        }
        return read.dataset();
    }

    /**
     * Reads and checks the files of a data set, whatever was converted before.
     *
     * @param force whether statistics that differ from the stated ones are said instead of refused
     */
    public ReadDataset read(DatasetCard card, boolean force) {
        Located found = located(card).orElseThrow(() -> places.absent(card));
        return CatalogReader.read(card, found.form(), found.files(), force);
    }

    /** The forms of a data set whose files are on this machine. */
    public List<DatasetCard.Form> present(DatasetCard card) {
        return card.forms().stream()
                .filter(form -> places.find(form).isPresent())
                .toList();
    }

    /** Reads a form that is present; statistics that differ are told, not refused. */
    public ReadDataset read(DatasetCard card, DatasetCard.Form form) {
        return CatalogReader.read(card, form, places.find(form).orElseThrow(() -> places.absent(card)), true);
    }

    /**
     * Checks the files that were fetched for a data set, and those that were unpacked from them, against the checksums of
     * the catalog or of their first use.
     *
     * @param again whether all bytes are read; otherwise only of files whose size or time of change is not as remembered
     */
    public void checkFetched(DatasetCard card, boolean again) {
        for (DatasetCard.Form form : card.forms()) {
            for (DatasetCard.Source source : form.sources()) {
                check(source.file(), source.download(), again);
                Download member = Download.of(source.download().url());
                source.members().values().forEach(file -> check(file, member, again));
            }
        }
    }

    private void check(String place, Download download, boolean again) {
        Path file = places.files().resolve(place);
        if (Files.isRegularFile(file)) {
            Fetcher.checked(file, download, again);
        }
    }

    /** Makes the Arrow file of a data set; returns where it is. */
    public Path convert(ReadDataset read) {
        return converted.write(read);
    }

    /**
     * Fetches the files of a data set that are not in the cache, and takes them out of their archives.
     *
     * @throws InvalidInput naming the address, and where a copy that was downloaded by hand goes
     */
    public List<Fetcher.Fetched> fetch(DatasetCard card, FetchOptions options, FetchListener listener) {
        DatasetCard.Form form = card.fetchable().orElseThrow(() -> byHand(card));
        List<Fetcher.Fetched> fetched = new ArrayList<>();
        try (Fetcher fetcher = new Fetcher(options)) {
            for (DatasetCard.Source source : form.sources()) {
                Path target = places.files().resolve(source.file());
                Fetcher.Fetched file = fetcher.fetch(source.download(), target, listener);
                fetched.add(file);
                unpack(source, file, listener);
            }
        }
        return fetched;
    }

    private InvalidInput byHand(DatasetCard card) {
        String then = card.forms().isEmpty()
                ? "; no reader takes its files as they are: " + String.join(" ", card.notes())
                : " and put it into " + places.files() + " as "
                        + String.join(", ", card.forms().getFirst().files());
        return new InvalidInput("data set " + card.name()
                + ": expected an address that anybody may fetch from, found none in the catalog; get it from "
                + card.home() + then);
    }

    private void unpack(DatasetCard.Source source, Fetcher.Fetched archive, FetchListener listener) {
        List<Archives.Member> members = source.members().entrySet().stream()
                .map(member ->
                        new Archives.Member(member.getKey(), places.files().resolve(member.getValue())))
                .filter(member -> archive.fetched() || Files.notExists(member.target()))
                .toList();
        if (!members.isEmpty()) {
            listener.note("unpacking " + archive.file().getFileName());
            Archives.unpack(archive.file(), members, LARGEST_MEMBER);
            members.forEach(member ->
                    Fetcher.remember(member.target(), source.download().url() + ", member " + member.name()));
        }
    }

    /** A form whose files are all there. */
    private record Located(DatasetCard.Form form, List<Path> files) {}

    private Optional<Located> located(DatasetCard card) {
        for (DatasetCard.Form form : card.forms()) {
            Optional<List<Path>> files = places.find(form);
            if (files.isPresent()) {
                return Optional.of(new Located(form, files.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean isWritable(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (existing.getParent() != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing);
    }
}
