"""A query that keeps one category beside DuckDB: the same Parquet file, the same rows, in turns, medians, peak memory, ratio.

usage: python3 bench/data/query.py --hotcast target/release/hotcast [--rows 9000000] [--runs 5] [--work DIR]

Hotcast's seconds are those of the step without its cache (digests of the source file and of the result, which DuckDB does not make); `with cache` has all.
Hotcast runs with two threads, as DuckDB does. Memory is that of the program and all it starts.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

from bench import HERE, run, sample

CONVERT = """version: 1
name: source
steps:
  convert:
    uses: convert
    input: "{source}"
    columns: {{ time: Date, lat: Latitude, lon: Longitude, category: Primary Type, id: Case Number }}
    time_format: "%m/%d/%Y %I:%M:%S %p"
  copy: {{ uses: command, run: "cat {{inputs.x}} > {{outputs.o}}", inputs: {{ x: convert.incidents }}, outputs: {{ o: incidents.parquet }} }}
"""
QUERY = """version: 1
name: query
steps:
  query: { uses: query, sql: "SELECT * FROM incidents WHERE category = 'BURGLARY'", inputs: { incidents: { files: incidents.parquet } } }
"""


def read_step(text):
    events = [json.loads(line) for line in text.splitlines()]
    ended = next(event for event in events if event["event"] == "step_finished" and event["step"] == "query")
    own = ended["elapsed_ms"] - ended.get("cache_ms", 0)
    return own / 1000, (ended["counts"]["rows_out"], ended["elapsed_ms"] / 1000)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hotcast", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=9_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("data/bench"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    hotcast = options.hotcast.resolve()
    source = sample(hotcast, options.work, options.rows)
    (options.work / "source.yaml").write_text(CONVERT.format(source=source.name))
    (options.work / "query.yaml").write_text(QUERY)
    subprocess.run([hotcast, "run", "source.yaml"], cwd=options.work, check=True, capture_output=True)
    ours, theirs = [], []
    for _ in range(options.runs):
        command = [hotcast, "run", "query.yaml", "--force", "query", "--json", "-j", "2"]
        ours.append(run(command, read_step, options.work))
        peer = [sys.executable, HERE / "peers.py", "duckdb", "query", options.work / "incidents.parquet", options.work / "duckdb.parquet"]
        theirs.append(run(peer))
    if int(theirs[-1][1]) != ours[-1][1][0]:
        sys.exit(f"{theirs[-1][1]} rows are not {ours[-1][1][0]}")
    median = {name: statistics.median(r[0] for r in runs) for name, runs in [("hotcast", ours), ("duckdb", theirs)]}
    print("| engine | median s | with cache s | cpu s | peak MB | times DuckDB |\n|---|--:|--:|--:|--:|--:|")
    for name, runs in [("hotcast", ours), ("duckdb", theirs)]:
        whole = statistics.median(r[1][1] for r in runs) if name == "hotcast" else median[name]
        cpu, peak = statistics.median(r[2] for r in runs), max(r[3] for r in runs)
        print(f"| {name} | {median[name]:.2f} | {whole:.2f} | {cpu:.2f} | {peak:.0f} | {median[name] / median['duckdb']:.2f} |")


main()
