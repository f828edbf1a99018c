"""Negatives that CPython's sets and NumPy's RandomState give, for NegativesReplayTest: python3 make_fixtures.py > replay.txt

Line 1: events as "source destination time" triples joined by commas. Then a line a batch of 40 events:
kind seed batch filled | sources | destinations, where the first `filled` pairs are not replayed. Ids start at 1.
Pairs have the hash that CPython gave to tuples up to 3.7, whatever Python runs this.
"""
import numpy as np

rng = np.random.RandomState(5)
N, E, B = 60, 2400, 40
src = 1 + (N * rng.random_sample(E) ** 2).astype(np.int64)
dst = 1 + (N * rng.random_sample(E) ** 2).astype(np.int64)
time = np.cumsum(rng.randint(0, 3, E))
LAST = time[1200]


class Pair(tuple):
    def __hash__(self):
        value, factor = 0x345678, 1000003
        for left, item in ((1, self[0]), (0, self[1])):
            value = ((value ^ item) * factor) % 2**64
            factor += 82520 + 2 * left
        value = (value + 97531) % 2**64
        value -= 2**64 if value >= 2**63 else 0
        return -2 if value == -1 else value


def pairs(start, end):
    chosen = (time >= start) & (time <= end)
    return set(Pair(pair) for pair in zip(src[chosen].tolist(), dst[chosen].tolist()))


print(",".join(f"{u} {v} {t}" for u, v, t in zip(src, dst, time)))
every = {(u, v) for u in np.unique(src).tolist() for v in np.unique(dst).tolist()}
for kind, seed in (("historical", 0), ("inductive", 2)):
    state = np.random.RandomState(seed)
    known = pairs(time[0], LAST)
    for b, first in enumerate(range(1240, E, B)):
        last = min(E, first + B) - 1
        size = last - first + 1
        history = pairs(time[0], time[first])
        current = pairs(time[first], time[last])
        unique = history - current if kind == "historical" else history - known - current
        listed = list(unique)
        filled = max(0, size - len(listed))
        if filled:
            batch = set(zip(src[first:last + 1].tolist(), dst[first:last + 1].tolist()))
            possible = len(every - batch)
            state.choice(possible, size=filled, replace=possible < filled)
            drawn = [(0, 0)] * filled + listed
        else:
            drawn = [listed[i] for i in state.choice(len(listed), size=size, replace=False)]
        print(kind, seed, b, filled, "|", " ".join(str(u) for u, _ in drawn), "|", " ".join(str(v) for _, v in drawn))
