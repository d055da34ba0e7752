"""Compares two files of `milliseconds,llf,…` lines: medians, median of the pairwise ratios, log-likelihoods.

usage: python compare.py OURS OTHER

Where PATH.2, PATH.3, … exist besides PATH they are further rounds of the same fits, of which each series' fastest counts.
"""
import os
import sys

import numpy as np

def read(path):
    rows = np.array([[float(v) for v in l.split(",")[:2]] for l in open(path) if l.strip()])
    again = 2
    while os.path.exists(f"{path}.{again}"):
        further = np.array([float(l.split(",")[0]) for l in open(f"{path}.{again}") if l.strip()])
        rows[:, 0] = np.minimum(rows[:, 0], further)
        again += 1
    return rows

a, b = read(sys.argv[1]), read(sys.argv[2])
n = min(len(a), len(b))
a, b = a[:n], b[:n]
d = a[:, 1] - b[:, 1]
ok = np.isfinite(d)
if not ok.any():
    sys.exit(print(f"n {n}  ours {np.median(a[:,0]):.3f} ms  other fails on every series"))
print(f"n {n}  ours {np.median(a[:,0]):.3f} ms  other {np.median(b[:,0]):.3f} ms  ratio {np.median(b[:,0]/a[:,0]):.1f}"
      f"  other failed {np.sum(~ok)}  llf ours - other: median {np.median(d[ok]):.1e}  ours lower by >1e-4: {np.sum(d[ok] < -1e-4)} (worst {d[ok].min(initial=0):.2e})"
      f"  ours higher by >1e-4: {np.sum(d[ok] > 1e-4)} (most {d[ok].max(initial=0):.2e})")
for i in np.where(d < -1e-4)[0][:8]:
    print("  lower", i, d[i])
