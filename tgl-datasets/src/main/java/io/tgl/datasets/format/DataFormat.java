package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats that data sets come in. All may be plain or compressed with zstd or gzip. */
public enum DataFormat {
    /** Delimited text with any columns, mapped by {@link Layout}'s rules: a user's own table. */
    CSV("csv", "delimited text, columns named by its header or by the user"),
    /** {@code user,item,time,label,features...}; users and items number from 0 each (JODIE, Kumar et al. 2019). */
    JODIE("jodie", "JODIE's csv: user, item, time, label, features; users and items numbered apart"),
    /** DyGLib's {@code ml_NAME.csv}, with {@code ml_NAME.npy} and {@code ml_NAME_node.npy} (Yu et al. 2023). */
    DGB("dgb", "DGB and DyGLib: ml_NAME.csv, ml_NAME.npy with edge features, ml_NAME_node.npy"),
    /** The edge lists of the Temporal Graph Benchmark (Huang et al. 2023). */
    TGB("tgb", "TGB's csv edge lists"),
    /** {@code src dst time} between spaces or tabs, comments with # (SNAP temporal networks). */
    SNAP("snap", "SNAP edge lists: src dst time"),
    /** {@code src dst [weight [time]]} between spaces or tabs, comments with % (KONECT). */
    KONECT("konect", "KONECT's out.NAME: src dst weight time"),
    /** {@code time id id [class class]} (SocioPatterns contacts). */
    SOCIOPATTERNS("sociopatterns", "SocioPatterns contacts: time id id class class"),
    /** {@code subject relation object time}, with {@code entity2id.txt} and {@code relation2id.txt}. */
    TKG("tkg", "knowledge graph quadruples: subject relation object time, with dictionaries"),
    /** {@code subject relation object start end} with {@code #} for unknown digits of a date. */
    INTERVALS("intervals", "knowledge graph facts with validity: subject relation object start end"),
    /** Edge lists of snapshots, each after a line {@code # FILE name}, or with the snapshot in a first column. */
    SNAPSHOTS("snapshots", "edge lists of snapshots: after lines '# FILE', or a first column that says which"),
    /** The JSON files of PyTorch Geometric Temporal (Rozemberczki et al. 2021). */
    PYG_TEMPORAL("pyg-temporal", "JSON of PyTorch Geometric Temporal: edges, weights and signals"),
    /** {@code NAME_nodes.csv} and {@code NAME_edges.csv} of Cora, Citeseer, Pubmed. */
    PLANETOID("planetoid", "Planetoid as csv: id,label,split,features and u,v"),
    /** A weighted sensor graph, dense or as a list, and a table of readings: a row a step, a column a sensor. */
    SENSORS("sensors", "sensor graph (dense matrix or from,to,weight) and readings a row a step"),
    /** Arrow IPC, file or stream. */
    ARROW("arrow", "Arrow IPC file or stream"),
    /** Apache Parquet. */
    PARQUET("parquet", "Parquet, columns named by the user"),
    /** NumPy arrays: {@code .npz} with src, dst, time, or a {@code .npy} matrix of at least three columns. */
    NUMPY("numpy", "npz with arrays src, dst, time, or an npy matrix");

    private final String text;
    private final String description;

    DataFormat(String text, String description) {
        this.text = text;
        this.description = description;
    }

    /** The name that users write. */
    public String text() {
        return text;
    }

    /** One line for lists. */
    public String description() {
        return description;
    }

    /** The format of that name, in any case. */
    public static DataFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.text.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> InvalidInput.at("format", "one of " + String.join(", ", names()), "\"" + name + "\""));
    }

    /** The names of all formats. */
    public static List<String> names() {
        return Arrays.stream(values()).map(DataFormat::text).collect(Collectors.toUnmodifiableList());
    }
}
