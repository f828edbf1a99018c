package io.tgl.datasets.catalog;

import com.github.luben.zstd.ZstdInputStream;
import io.tgl.core.io.InputFile;
import io.tgl.datasets.format.DataFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Tells the format of files by their first bytes, decompressed, and by their names; what nothing gives away is csv. */
public final class FormatGuess {
    private static final int LOOK = 256;

    private FormatGuess() {}

    /** The format that the files look like. */
    public static DataFormat of(List<Path> files) {
        String name = String.valueOf(files.getFirst().getFileName()).toLowerCase(Locale.ROOT);
        String start = start(InputFile.checked(files.getFirst()));
        if (start.startsWith("PAR1")) {
            return DataFormat.PARQUET;
        }
        if (start.startsWith("\u0093NUMPY") || (start.startsWith("PK") && name.endsWith(".npz"))) {
            return DataFormat.NUMPY;
        }
        if (start.startsWith("ARROW1") || start.startsWith("\u00FF\u00FF\u00FF\u00FF")) {
            return DataFormat.ARROW;
        }
        if (start.startsWith("{")) {
            return DataFormat.PYG_TEMPORAL;
        }
        return text(name, start, files.size());
    }

    private static DataFormat text(String name, String start, int files) {
        if (start.startsWith("# FILE ")) {
            return DataFormat.SNAPSHOTS;
        }
        if (start.startsWith("user_id,item_id,timestamp,state_label,comma_separated_list_of_features")) {
            return DataFormat.JODIE;
        }
        if (start.startsWith("%") && name.startsWith("out.")) {
            return DataFormat.KONECT;
        }
        if (name.startsWith("ml_") && files > 1) {
            return DataFormat.DGB;
        }
        return files > 1 && name.contains("_nodes") ? DataFormat.PLANETOID : DataFormat.CSV;
    }

    private static String start(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = plain(raw)) {
            return new String(in.readNBytes(LOOK), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private static InputStream plain(BufferedInputStream raw) throws IOException {
        raw.mark(LOOK);
        byte[] magic = raw.readNBytes(4);
        raw.reset();
        if (magic.length == 4 && (magic[0] & 0xFF) == 0x28 && (magic[1] & 0xFF) == 0xB5) {
            return new ZstdInputStream(raw);
        }
        boolean gzip = magic.length == 4 && magic[0] == 0x1F && (magic[1] & 0xFF) == 0x8B;
        return gzip ? new GZIPInputStream(raw) : raw;
    }
}
