"""Hotcast's data steps beside DuckDB, Polars, Spark and scikit-learn: same input, same output columns, medians, peak memory, ratios.

usage: python3 bench/data/bench.py --hotcast target/release/hotcast --steps target/release/examples/bench_data [--rows 9000000] [--runs 3]
       [--engines duckdb,polars,spark,sklearn] [--memory 3000000,9000000,27000000] [--work DIR]

Engines that are not installed are left out with a message. The runs of one round stand next to each other, so that a busy machine slows all alike.
Seconds are those of the work itself, without starting a program; processor seconds and memory are those of the program and all it starts.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).parent
MODULES = {"duckdb": "duckdb", "polars": "polars", "spark": "pyspark", "sklearn": "sklearn"}
TABLES = ["duckdb", "polars", "spark"]
# Who does which step beside Hotcast.
PEERS = {"convert": TABLES, "counts": TABLES, "dbscan": ["sklearn"], "hdbscan": []}
TICKS = os.sysconf("SC_CLK_TCK")
WORKFLOW = """version: 1
name: bench
steps:
  convert:
    uses: convert
    input: "{source}"
    columns: {{ time: Date, lat: Latitude, lon: Longitude, category: Primary Type, id: Case Number }}
    time_format: "%m/%d/%Y %I:%M:%S %p"
  dbscan: {{ uses: cluster, incidents: convert, method: dbscan, cell_deg: 0.0005, eps_m: 100, min_incidents: {least} }}
  hdbscan: {{ uses: cluster, incidents: convert, method: hdbscan, cell_deg: 0.0005 }}
"""


def family(pid):
    """A process and all that descend from it."""
    found = [pid]
    for parent in found:
        try:
            for children in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        except OSError:
            pass
    return found


class Watch(threading.Thread):
    """Looks after the resident memory and the processor time of a process and its descendants, twenty times a second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.ticks, self.ended = pid, 0, {}, threading.Event()

    def run(self):
        page = os.sysconf("SC_PAGE_SIZE")
        while not self.ended.wait(0.05):
            resident = 0
            for pid in family(self.pid):
                try:
                    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                self.ticks[pid] = int(fields[11]) + int(fields[12])
                resident += int(fields[21]) * page
            self.peak = max(self.peak, resident)


def run(command, read=lambda line: line.split(" ", 1), directory=None):
    """Runs a command; returns its own seconds, its result, its processor seconds and the peak memory in MB."""
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=errors, text=True, cwd=directory)
        watch = Watch(child.pid)
        watch.start()
        out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        watch.ended.set()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            errors.seek(0)
            sys.exit(f"{command} failed:\n{out}{errors.read()}")
    descendants = sum(ticks for pid, ticks in watch.ticks.items() if pid != child.pid) / TICKS
    cpu = max(usage.ru_utime + usage.ru_stime, watch.ticks.get(child.pid, 0) / TICKS + descendants)
    seconds, result = read(out.strip())
    return float(seconds), result, cpu, max(usage.ru_maxrss / 1000, watch.peak / 1e6)


def read_events(step):
    """Reads the log of a run: the step's own seconds, and how many cells and hotspots it found."""

    def read(text):
        events = [json.loads(line) for line in text.splitlines()]
        ended = next(event for event in events if event["event"] == "step_finished" and event["step"] == step)
        return ended["elapsed_ms"] / 1000, f"{ended['counts']['cells']} {ended['counts']['hotspots']}"

    return read


def sample(hotcast, work, rows):
    path = work / f"sample-{rows}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        subprocess.run([hotcast, "sample", part, "--rows", str(rows), "--seed", "1"], check=True)
        part.rename(path)
    return path


def measure(options, engine, step, source, work):
    out = work / f"out-{engine}"
    incidents = work / "out-hotcast" / "incidents.parquet"
    least = max(10, options.rows // 20_000)
    if engine != "hotcast":
        files = [source, out] if step == "convert" else [incidents] + ([least] if step == "dbscan" else [])
        return run([sys.executable, HERE / "peers.py", engine, step, *files])
    out.mkdir(exist_ok=True)
    if step in ["convert", "counts"]:
        return run([options.steps, step] + ([source, out] if step == "convert" else [incidents]))
    (work / "bench.yaml").write_text(WORKFLOW.format(source=source.name, least=least))
    hotcast = [options.hotcast.resolve(), "run", "bench.yaml"]
    # What the step reads comes from the cache.
    subprocess.run(hotcast + ["convert"], cwd=work, check=True, capture_output=True)
    return run(hotcast + [step, "--force", step, "--json"], read_events(step), work)


def compare(options, engines, source, work):
    print(f"\n| {'step':8} | {'engine':8} | median s | min s | cpu s | peak MB | times ours | result |")
    print("|---|---|--:|--:|--:|--:|--:|---|")
    for step in options.only:
        present = [engine for engine in engines if engine == "hotcast" or engine in PEERS[step]]
        rounds = {engine: [] for engine in present}
        for _ in range(options.runs):
            for engine in present:
                rounds[engine].append(measure(options, engine, step, source, work))
        base = statistics.median(r[0] for r in rounds["hotcast"])
        for engine, runs in rounds.items():
            seconds = [r[0] for r in runs]
            median, cpu, peak = statistics.median(seconds), statistics.median(r[2] for r in runs), max(r[3] for r in runs)
            numbers = f"{median:.2f} | {min(seconds):.2f} | {cpu:.2f} | {peak:.0f} | {median / base:.2f}"
            print(f"| {step:8} | {engine:8} | {numbers} | {runs[-1][1]} |", flush=True)


def memory(options, work):
    print("\n| rows | MB of CSV | convert s | peak MB | counts s | peak MB |")
    print("|--:|--:|--:|--:|--:|--:|")
    for rows in options.memory:
        path = sample(options.hotcast, work, rows)
        convert = measure(options, "hotcast", "convert", path, work)
        counts = measure(options, "hotcast", "counts", path, work)
        size = path.stat().st_size / 1e6
        print(f"| {rows} | {size:.0f} | {convert[0]:.2f} | {convert[3]:.0f} | {counts[0]:.2f} | {counts[3]:.0f} |", flush=True)
        if rows > options.rows:
            path.unlink()


def main():
    numbers = lambda text: [int(part) for part in text.split(",") if part]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hotcast", type=pathlib.Path, required=True)
    parser.add_argument("--steps", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=9_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", default="duckdb,polars,spark,sklearn")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PEERS))
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
