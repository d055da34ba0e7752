"""Hotcast's data steps beside DuckDB, Polars and Spark: same input, same output columns, medians, peak memory, ratios.

usage: python3 bench/data/bench.py --hotcast target/release/hotcast --steps target/release/examples/bench_data [--rows 9000000] [--runs 3]
       [--engines duckdb,polars,spark] [--memory 3000000,9000000,27000000] [--work DIR]

Engines that are not installed are left out with a message. The runs of one round stand next to each other, so that a busy machine slows all alike.
"""

import argparse
import importlib.util
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
MODULES = {"duckdb": "duckdb", "polars": "polars", "spark": "pyspark"}


def run(command):
    """Runs a command; returns its own seconds, its result, its processor seconds and the peak memory in MB."""
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=errors, text=True)
        out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            errors.seek(0)
            sys.exit(f"{command} failed:\n{errors.read()}")
    seconds, result = out.strip().splitlines()[-1].split(" ", 1)
    return float(seconds), result, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def sample(hotcast, work, rows):
    path = work / f"sample-{rows}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        subprocess.run([hotcast, "sample", part, "--rows", str(rows), "--seed", "1"], check=True)
        part.rename(path)
    return path


def commands(options, engine, step, source, work):
    out = work / f"out-{engine}"
    if engine == "hotcast":
        out.mkdir(exist_ok=True)
        incidents = out / "incidents.parquet"
        return [options.steps, "convert", source, out] if step == "convert" else [options.steps, "counts", incidents]
    peer = [sys.executable, HERE / "peers.py", engine, step]
    return peer + ([source, out] if step == "convert" else [work / "out-hotcast" / "incidents.parquet"])


def compare(options, engines, source, work):
    print(f"\n{'step':8} {'engine':8} {'median s':>9} {'min s':>7} {'cpu s':>7} {'peak MB':>8} {'times hotcast':>14}  result")
    for step in ["convert", "counts"]:
        rounds = {engine: [] for engine in engines}
        for _ in range(options.runs):
            for engine in engines:
                rounds[engine].append(run(commands(options, engine, step, source, work)))
        base = statistics.median(r[0] for r in rounds["hotcast"])
        for engine, runs in rounds.items():
            seconds = [r[0] for r in runs]
            median, cpu, peak = statistics.median(seconds), statistics.median(r[2] for r in runs), max(r[3] for r in runs)
            print(f"{step:8} {engine:8} {median:9.2f} {min(seconds):7.2f} {cpu:7.2f} {peak:8.0f} {median / base:14.2f}  {runs[-1][1]}", flush=True)


def memory(options, work):
    print(f"\n{'rows':>10} {'MB of CSV':>10} {'convert s':>10} {'peak MB':>8} {'counts s':>9} {'peak MB':>8}")
    for rows in options.memory:
        path = sample(options.hotcast, work, rows)
        convert = run(commands(options, "hotcast", "convert", path, work))
        counts = run(commands(options, "hotcast", "counts", path, work))
        size = path.stat().st_size / 1e6
        print(f"{rows:10} {size:10.0f} {convert[0]:10.2f} {convert[3]:8.0f} {counts[0]:9.2f} {counts[3]:8.0f}", flush=True)
        if rows > options.rows:
            path.unlink()


def main():
    numbers = lambda text: [int(part) for part in text.split(",") if part]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hotcast", type=pathlib.Path, required=True)
    parser.add_argument("--steps", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=9_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", default="duckdb,polars,spark")
    parser.add_argument("--memory", type=numbers, default=[])
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("data/bench"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    engines = ["hotcast"]
    for engine in filter(None, options.engines.split(",")):
        if importlib.util.find_spec(MODULES[engine]) is None:
            print(f"{engine} is left out: `pip install {MODULES[engine]}` brings it")
        elif engine == "spark" and shutil.which("java") is None:
            print("spark is left out: there is no Java")
        else:
            engines.append(engine)
    source = sample(options.hotcast, options.work, options.rows)
    print(f"{options.rows} rows, {source.stat().st_size / 1e6:.0f} MB, medians of {options.runs}")
    compare(options, engines, source, options.work)
    if options.memory:
        memory(options, options.work)


if __name__ == "__main__":
    main()
