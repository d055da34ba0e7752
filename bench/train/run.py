"""Times `train` on 6,500 weekly series with a season of 52 and a regressor, and says where the time goes.

usage: python3 bench/train/run.py HOTCAST BENCH_TRAIN [--runs 3] [--jobs 2] [--hotspots 6500]
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

WORKFLOW = pathlib.Path(__file__).parent / "train.yaml"


def run(options, *arguments):
    """Runs the workflow; returns its events, its processor seconds and its peak memory in MB."""
    command = [options.hotcast, "run", WORKFLOW, "--json", "-j", str(options.jobs), "--set", f"program={options.program}", "--set", f"hotspots={options.hotspots}", *arguments]
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    events = [json.loads(line) for line in child.stdout]
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed: {[e for e in events if e.get('error')]}")
    return events, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hotcast", type=pathlib.Path)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--hotspots", type=int, default=6500)
    options = parser.parse_args()
    options.hotcast, options.program = options.hotcast.resolve(), options.program.resolve()
    run(options, "city")
    print(f"{'wall s':>8} {'cpu s':>8} {'fits s':>8} {'peak MB':>8}  fits (their seconds are those of all threads together)")
    walls = []
    for _ in range(options.runs):
        # Every fit is computed again and stored again; the series are not.
        events, cpu, peak = run(options, "--force", "train", "--force", "report")
        finished = [e for e in events if e["event"] == "step_finished" and e["step"] == "train"]
        report = json.loads(pathlib.Path("data/bench/train/report.json").read_text())
        wall = finished[0]["elapsed_ms"] / 1e3
        walls.append(wall)
        fits = report["fits_s"]
        print(f"{wall:8.2f} {cpu:8.2f} {fits:8.2f} {peak:8.0f}  {json.dumps(report)}", flush=True)
    print(f"median {statistics.median(walls):.2f} s for {options.hotspots} series")


if __name__ == "__main__":
    main()
