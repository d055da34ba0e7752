"""What the cache costs and what it saves: cold runs, a run with nothing to do, an edited comment, a touched file, a file more.

usage: python3 bench/cache/bench.py --hotcast target/release/hotcast [--data DIR] [--rows 600000] [--cold 3] [--repeat 7] [--work DIR]

With DIR/chicago the workflow is workflows/chicago.yaml over its files, otherwise the demo's over a made-up city in ten files, one a year.
The time for the cache is what the steps wait for it: digests of source files, keys, lookups and commits that do not happen beside their work. `around` is
all the rest of the run, which is counted as the cache's in full: start and end of the program, the locks, the last state, the log, the hints, removing what is temporary.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(hotcast, project, workflow, *options):
    """Runs the workflow; gives its seconds, its processor seconds and its events."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        child = subprocess.Popen([hotcast, "run", workflow, "--json", *options], cwd=project, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"hotcast ended with {child.returncode}")
        out.seek(0)
        return seconds, usage.ru_utime + usage.ru_stime, [json.loads(line) for line in out]


def steps(events):
    return [event for event in events if event["event"] == "step_finished"]


def ran(events):
    return [step["step"] for step in steps(events) if step["outcome"] == "ran"]


def chicago(data, project):
    """The files of Chicago as links, the first as a copy that can be touched; the last is kept for later."""
    files = sorted((data / "chicago").glob("chicago_crimes_*.csv*"))
    target = project / "data" / "chicago"
    target.mkdir(parents=True)
    shutil.copyfile(files[0], target / files[0].name)
    for path in files[1:-1]:
        (target / path.name).symlink_to(path.resolve())
    text = (ROOT / "workflows" / "chicago.yaml").read_text().replace("../shared/data", "data")
    (project / "w.yaml").write_text(text)
    return target / files[0].name, lambda: (target / files[-1].name).symlink_to(files[-1].resolve())


def city(hotcast, rows, project):
    """A made-up city, cut into a file a year."""
    whole = project / "city.csv"
    subprocess.run([hotcast, "sample", whole, "--rows", str(rows), "--seed", "1"], check=True)
    header, *lines = whole.read_text().splitlines()
    whole.unlink()
    target = project / "data"
    target.mkdir()
    size = len(lines) // 10
    parts = [lines[at : at + size] for at in range(0, size * 10, size)]
    write = lambda n: (target / f"year{n}.csv").write_text("\n".join([header, *parts[n]]) + "\n")
    for n in range(9):
        write(n)
    text = (ROOT / "workflows" / "demo.yaml").read_text()
    text = text.replace("data/demo.csv", "data/*.csv")
    (project / "w.yaml").write_text(text)
    return target / "year0.csv", lambda: write(9)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hotcast", required=True, type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=600_000)
    parser.add_argument("--cold", type=int, default=3, help="cold runs, of which medians are given")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--work", type=pathlib.Path)
    options = parser.parse_args()
    hotcast = options.hotcast.resolve()
    if options.work:
        pathlib.Path(options.work).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work) as directory:
        project = pathlib.Path(directory)
        if options.data and (options.data / "chicago").is_dir():
            file, append = chicago(options.data, project)
        else:
            print("no Chicago here: a made-up city instead")
            file, append = city(hotcast, options.rows, project)
        cold(hotcast, project, options.cold)
        measure(hotcast, project, file, append, options.repeat)


def cold(hotcast, project, repeat):
    """Runs with an empty cache. Leaves the results of the last."""
    table, whole, processors = {}, [], []
    for _ in range(repeat):
        shutil.rmtree(project / ".hotcast", ignore_errors=True)
        shutil.rmtree(project / "artifacts", ignore_errors=True)
        seconds, processor, events = run(hotcast, project, "w.yaml")
        rows = {step["step"]: (step["elapsed_ms"], step["cache_ms"]) for step in steps(events)}
        around = max(0, seconds * 1000 - sum(elapsed for elapsed, _ in rows.values()))
        rows["around"] = (around, around)
        rows["all"] = tuple(sum(row[n] for row in rows.values()) for n in (0, 1))
        for name, row in rows.items():
            table.setdefault(name, []).append(row)
        whole.append(seconds)
        processors.append(processor)
    print(f"{'step':<10} {'time':>9} {'cache':>9} {'share':>7}   medians of {repeat} cold runs")
    for name, rows in table.items():
        elapsed, cache = (statistics.median(row[n] for row in rows) for n in (0, 1))
        print(f"{name:<10} {elapsed:>6.0f} ms {cache:>6.0f} ms {cache / max(elapsed, 1):>7.1%}")
    print(f"cold run: {statistics.median(whole):.2f} s, {statistics.median(processors):.2f} s of processors")


def measure(hotcast, project, file, append, repeat):
    def nothing(what, change=lambda: None):
        times = []
        for _ in range(repeat):
            change()
            seconds, _, events = run(hotcast, project, "w.yaml")
            assert ran(events) == [], f"{what}: {ran(events)} ran"
            times.append(seconds * 1000)
        print(f"{what}: best {min(times):.0f} ms, median {sorted(times)[len(times) // 2]:.0f} ms, no step")

    workflow = project / "w.yaml"
    nothing("nothing to do")
    nothing("a comment edited", lambda: workflow.write_text(workflow.read_text() + "# more\n"))
    nothing("a file touched", lambda: os.utime(file))
    append()
    seconds, _, events = run(hotcast, project, "w.yaml")
    for step in steps(events):
        units = step.get("units")
        if units:
            print(f"a file more: {step['step']} computed {units['computed']}, reused {units['reused']}")
    print(f"a file more: {seconds:.2f} s, ran {', '.join(ran(events))}")


if __name__ == "__main__":
    main()
