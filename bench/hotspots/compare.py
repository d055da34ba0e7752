"""Times scikit-learn's DBSCAN and HDBSCAN beside ours on the same incidents, in one run.

    python bench/hotspots/compare.py DIRECTORY [--runs 3]

DIRECTORY holds the Parquet files that `convert` writes. Ours is the whole step: reading, counting, clustering, outlines, trends, categories, writing.
scikit-learn reads, counts the same cells of 0.0005 degrees and clusters them with their counts as weights. Needs duckdb and scikit-learn from pip and
the example built: cargo build --release -p hotcast-steps --example time_cluster
"""
import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time

CELL_E7 = 5000
EPS_M = 100.0


def peer(directory, method):
    """Runs in a process of its own, so that its peak memory is its own."""
    import duckdb
    import numpy as np
    from sklearn.cluster import DBSCAN, HDBSCAN

    start = time.perf_counter()
    cells = duckdb.sql(
        f"""select cast(floor(round((lat + 90) * 1e7) / {CELL_E7}) as int) as r,
                   cast(floor(round((lon + 180) * 1e7) / {CELL_E7}) as int) as c, count(*) as n
            from '{directory}/*.parquet' group by 1, 2"""
    ).fetchnumpy()
    read = time.perf_counter() - start
    lat = (cells["r"] + 0.5) * CELL_E7 / 1e7 - 90
    lon = (cells["c"] + 0.5) * CELL_E7 / 1e7 - 180
    m = 6371008.8 * math.pi / 180
    xy = np.column_stack([(lon - lon.mean()) * m * math.cos(math.radians(lat.mean())), (lat - lat.mean()) * m])
    if method == "dbscan":
        least = max(1, int(0.002 * cells["n"].sum() / 10))
        labels = DBSCAN(eps=EPS_M, min_samples=least).fit_predict(xy, sample_weight=cells["n"])
    else:
        # It takes no weights: this clusters the cells as if each held one incident.
        labels = HDBSCAN(min_cluster_size=10, cluster_selection_method="leaf", copy=True).fit_predict(xy)
    print(json.dumps({
        "method": f"scikit-learn {method}", "seconds": time.perf_counter() - start, "reading_seconds": read,
        "cells": len(xy), "groups": int(labels.max()) + 1,
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }))


def timed(command):
    """Runs a command that prints JSON and adds the processor time it took, which a busy machine distorts less than the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result["cpu_seconds"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer")
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(arguments.directory, arguments.peer)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    ours = os.path.join(target, "release", "examples", "time_cluster")
    for method in ("dbscan", "hdbscan"):
        commands = {
            "hotcast": [ours, arguments.directory, method],
            "scikit-learn": [sys.executable, __file__, arguments.directory, "--peer", method],
        }
        runs = {name: [] for name in commands}
        for _ in range(arguments.runs):
            for name, command in commands.items():
                runs[name].append(timed(command))
        medians = {name: statistics.median(r["seconds"] for r in found) for name, found in runs.items()}
        for name, found in runs.items():
            peak = max(r["peak_rss_bytes"] for r in found) / 1e6
            cpu = statistics.median(r["cpu_seconds"] for r in found)
            print(f"{method:8} {name:13} {medians[name]:6.2f} s  {cpu:6.2f} s of processor  {peak:6.0f} MB  {found[0]}")
        print(f"{method:8} ratio {medians['scikit-learn'] / medians['hotcast']:.1f}")


main()
