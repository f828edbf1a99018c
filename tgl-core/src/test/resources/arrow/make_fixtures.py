"""Writes the Arrow fixtures of this folder. Needs Python 3 with pyarrow; run it inside the folder.

One table of 12 events over 5 nodes, in the shapes that other software writes.
"""
import decimal

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc

SRC = [7, 7, 3, 9, 3, 11, 7, 9, 11, 3, 7, 4]
DST = [3, 9, 11, 7, 9, 3, 11, 3, 7, 7, 4, 9]
TIME = [100, 100, 150, 160, 200, 260, 300, 300, 410, 500, 505, 600]
NAME = {3: "ada", 4: "grace \u00e9", 7: "bob", 9: "\u03b6\u03ae\u03bd\u03c9\u03bd", 11: "\U0001f600"}
WEIGHT = [0.5, -1, 2, 1, 1, 3, -2, 1, 1, 0.25, 1, 1]
LABEL = [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1]
RELATION = ["likes", "likes", "blocks", "likes", "pays", "likes", "blocks", "pays", "likes", "likes", "likes", "pays"]
FEATURES = (np.arange(36, dtype=np.float32).reshape(12, 3) / 4 - 2).astype(np.float32)


def texts(ids):
    return [NAME[i] for i in ids]


def fixed_list(values, kind=pa.float32()):
    return pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1), kind), values.shape[1])


def table(src=None, dst=None, time=None, metadata=None, **more):
    columns = {
        "src": src if src is not None else pa.array(SRC, pa.int32()),
        "dst": dst if dst is not None else pa.array(DST, pa.int32()),
        "time": time if time is not None else pa.array(TIME, pa.int64()),
        **more,
    }
    return pa.table(columns).replace_schema_metadata(metadata)


def write_file(name, data, batch_rows=None, **options):
    with ipc.new_file(name + ".arrow", data.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(data, max_chunksize=batch_rows)


def write_stream(name, data, batch_rows=None, **options):
    with ipc.new_stream(name + ".arrows", data.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(data, max_chunksize=batch_rows)


def everything():
    return table(
        relation=pa.array(RELATION),
        weight=pa.array(WEIGHT, pa.float64()),
        label=pa.array(LABEL, pa.int64()),
        features=fixed_list(FEATURES),
        comment=pa.array(["not ours"] * 12),
    )


def main():
    # The plain cases.
    write_file("int32", table())
    write_stream("int32", table())
    write_file("int64", table(pa.array(SRC, pa.int64()), pa.array(DST, pa.int64())))
    write_file("int64_wide", table(pa.array([i - 2**40 for i in SRC]), pa.array([i - 2**40 for i in DST])))
    write_file("uint8", table(pa.array(SRC, pa.uint8()), pa.array(DST, pa.uint8()), pa.array(TIME, pa.int32())))
    write_file("batches", table(), batch_rows=5)
    write_stream("batches", table(), batch_rows=5)
    dense = {"tgl.format_version": "1", "tgl.node_count": "12", "tgl.time_granularity": "minutes", "source": "made"}
    write_file("dense", table(metadata=dense))

    # Texts, dictionaries, compression.
    write_file("text", table(pa.array(texts(SRC)), pa.array(texts(DST))))
    write_file("large_text", table(pa.array(texts(SRC), pa.large_string()), pa.array(texts(DST), pa.large_string())))
    write_file("text_view", table(pa.array(texts(SRC), pa.string_view()), pa.array(texts(DST), pa.string_view())))
    coded = table(
        pa.array(texts(SRC)).dictionary_encode(),
        pa.array(texts(DST)).dictionary_encode(),
        relation=pa.array(RELATION).dictionary_encode(),
        weight=pa.array(WEIGHT, pa.float32()).dictionary_encode(),
    )
    write_file("dictionary", coded)
    write_stream("dictionary", coded)
    parts = [
        table(
            pa.array(texts(SRC[a:b])).dictionary_encode(),
            pa.array(texts(DST[a:b])).dictionary_encode(),
            pa.array(TIME[a:b], pa.int64()),
        )
        for a, b in [(0, 5), (5, 10), (10, 12)]
    ]
    write_stream("dictionary_replaced", pa.concat_tables(parts))
    write_stream("dictionary_delta", pa.concat_tables(parts), emit_dictionary_deltas=True)
    write_file("everything", everything())
    for codec in ["zstd", "lz4"]:
        write_file("everything_" + codec, everything(), batch_rows=5, compression=codec)
        write_stream("everything_" + codec, everything(), batch_rows=5, compression=codec)
        many = table(
            pa.array(SRC * 100, pa.int32()), pa.array(DST * 100, pa.int32()), pa.array(sorted(TIME * 100), pa.int64())
        )
        write_file("long_" + codec, many, compression=codec)

    # Times and features.
    for unit in ["s", "ms", "us", "ns"]:
        write_file("timestamp_" + unit, table(time=pa.array(TIME, pa.int64()).cast(pa.timestamp(unit))))
    write_file("timestamp_zone", table(time=pa.array(TIME, pa.int64()).cast(pa.timestamp("ms", tz="Asia/Tokyo"))))
    write_file("float_time", table(time=pa.array(TIME, pa.float64())))
    write_file("features_float64", table(features=fixed_list(FEATURES.astype(np.float64), pa.float64())))
    write_file("features_list", table(features=pa.array(FEATURES.tolist(), pa.list_(pa.float32()))))
    write_file("other_names", pa.table({"u": SRC, "i": DST, "ts": TIME, "sign": WEIGHT}))

    # What must be refused.
    write_file("bad_fraction", table(time=pa.array([t + (0.5 if t == 200 else 0) for t in TIME])))
    write_file("bad_order", table(time=pa.array(TIME[:6] + [259] + TIME[7:], pa.int64())))
    write_stream("bad_order", table(time=pa.array(TIME[:5] + [199] + TIME[6:], pa.int64())), batch_rows=5)
    write_file("bad_missing", table().drop_columns(["dst"]))
    write_file("bad_type", table(time=pa.array([str(t) for t in TIME])))
    decimals = pa.array([decimal.Decimal(i) for i in SRC])
    write_file("bad_id_type", table(decimals))
    write_file("bad_mixed_ids", table(pa.array(texts(SRC))))
    write_file("bad_null_id", table(pa.array(SRC[:4] + [None] + SRC[5:], pa.int32())))
    write_file("bad_null_text", table(pa.array(texts(SRC)), pa.array(texts(DST[:7]) + [None] + texts(DST[8:]))))
    write_file("bad_null_time", table(time=pa.array(TIME[:2] + [None] + TIME[3:], pa.int64())))
    nan = FEATURES.copy()
    nan[6, 1] = np.nan
    write_file("bad_nan_feature", table(features=fixed_list(nan)), batch_rows=5)
    rows = FEATURES.tolist()
    rows[8] = rows[8][:2]
    write_file("bad_feature_width", table(features=pa.array(rows, pa.list_(pa.float32()))))
    rows = FEATURES.tolist()
    rows[3] = None
    write_file("bad_null_feature", table(features=pa.array(rows, pa.list_(pa.float32(), 3))))
    write_file("bad_infinite_weight", table(weight=pa.array(WEIGHT[:10] + [float("inf"), 1])))
    write_file("bad_dense_id", table(metadata={"tgl.node_count": "11"}))
    write_file("bad_version", table(metadata={"tgl.format_version": "2"}))
    write_file("bad_event_count", table(metadata={"tgl.event_count": "13"}))
    write_file("bad_duplicate", pa.table([pa.array(SRC), pa.array(SRC), pa.array(DST), pa.array(TIME)], names=["src", "src", "dst", "time"]))
    write_file("bad_no_rows", table().slice(0, 0))


if __name__ == "__main__":
    main()
