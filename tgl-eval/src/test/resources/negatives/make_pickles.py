"""Writes the pickles of NegativesImportTest: python make_pickles.py (NumPy 2; any version reads them)."""
import collections
import pickle
import numpy as np

LISTS = {(0, 5, 100): [6, 7, 8], (0, 6, 100): [7], (1, 5, 130): [], (2, 9, 140): [5, 6, 7, 8]}


def tgb(integers, floats):
    """As TGB keeps them: NumPy numbers in keys, float64 lists for sources without a past."""
    return {
        tuple(integers(v) for v in key): np.array(values, dtype=np.float64 if i in floats else np.int64)
        for i, (key, values) in enumerate(LISTS.items())
    }


for protocol in (2, 3, 4, 5):
    with open(f"tgb_protocol{protocol}.pkl", "wb") as out:
        pickle.dump(tgb(np.int64, {1, 3}), out, protocol=protocol)
old = pickle.dumps(tgb(int, {3}), protocol=4)
with open("tgb_numpy1.pkl", "wb") as out:
    frame = 11  # PROTO 2 bytes, FRAME 9 bytes: left out, it is optional
    out.write(old[:2] + old[frame:].replace(b"\x8c\x16numpy._core.multiarray", b"\x8c\x15numpy.core.multiarray"))
for name, value in {
    "ordered_dict": collections.OrderedDict({(0, 5, 100): np.array([6])}),
    "set": {(0, 5, 100): {6}},
    "object_array": {(0, 5, 100): np.array([6, "x"], dtype=object)},
    "function": {(0, 5, 100): print},
    "own_positive": {(0, 5, 100): np.array([6, 5])},
    "unknown_node": {(0, 5, 100): np.array([6, 400])},
    "fraction": {(0, 5, 100): np.array([6.5])},
    "short_key": {(0, 5): np.array([6])},
    "no_dictionary": [1, 2],
    "text_values": {(0, 5, 100): "67"},
}.items():
    with open(f"bad_{name}.pkl", "wb") as out:
        pickle.dump(value, out, protocol=4)


class Command:
    def __reduce__(self):
        import os
        return os.system, ("true",)


with open("bad_command.pkl", "wb") as out:
    pickle.dump({(0, 5, 100): Command()}, out, protocol=4)
