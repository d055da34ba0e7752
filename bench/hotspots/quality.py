"""Writes the tables of docs/evaluation.md from the evaluations that quality.yaml makes.

usage: python3 quality.py TABLES.md SERIES.parquet PLAIN.json SQRT.json BEST.json        (`just bench-quality` runs it; duckdb from pip adds the table of coverage by size)
"""

import importlib.util
import json
import math
import sys
from collections import Counter

TITLES = {"counts": "`counts`", "sarima": "SARIMA (1,1,1)(1,1,1,52) with holidays", "ets": "exponential smoothing", "mstl": "MSTL", "seasonal_naive": "seasonal naive", "mean": "mean", "best": "`best`"}
EDGES = [0, 0.5, 1, 2, 4, math.inf]


def table(header, rows):
    return "\n".join(["| " + " | ".join(header) + " |", "|" + "---|" * len(header), *("| " + " | ".join(row) + " |" for row in rows)])


def measures(title, m):
    return [title, f"{m['crps']:.3f}", f"{m['log_score']:.3f}", f"{m['mase']:.3f}", f"{m['rmse']:.2f}", f"{m['bias']:+.2f}", *(f"{100 * m['pit_coverage'][level]:.1f} %" for level in ("0.8", "0.95"))]


def forecasts(plain, sqrt, best):
    rows = [measures(TITLES[method], m) for method, m in plain["overall"].items()]
    rows.append(measures("the same SARIMA of the square roots", sqrt["overall"]["sarima"]))
    rows.append(measures(TITLES["best"], best["overall"]["best"]))
    rows.sort(key=lambda row: float(row[1]))
    chosen = Counter(h["chosen"] for h in best["hotspots"])
    verdicts = "\n".join(f"- {document['verdict']['text']}" for document in (plain, sqrt, best))
    return table(["method", "CRPS", "log score", "MASE", "RMSE", "bias", "PIT 80 %", "PIT 95 %"], rows) + f"\n\n`best` chose {dict(chosen.most_common())}.\n\n{verdicts}"


def coverage(series, plain, sqrt):
    if importlib.util.find_spec("duckdb") is None:
        return "(without duckdb there is no table of coverage by size: `pip install duckdb` brings it)"
    import duckdb

    # By the year before, which a forecaster knew: by the judged year, busy hotspots would be those that were underestimated.
    rates = dict(duckdb.sql(f"select hotspot_id, avg(count) from read_parquet('{series}') where year(period) = 2016 group by 1").fetchall())
    judged = [(plain, "counts"), (plain, "ets"), (plain, "sarima"), (sqrt, "sarima")]
    rows = []
    for low, high in zip(EDGES, EDGES[1:]):
        ids = {id for id, rate in rates.items() if low <= rate < high}
        def of(document, method, level):
            shares = [h["metrics"][method]["pit_coverage"][level] for h in document["hotspots"] if h["id"] in ids]
            return f"{100 * sum(shares) / len(shares):.1f} %"
        size = f"{low} to {high}" if high < math.inf else f"{low} and more"
        rows.append([size, f"{len(ids):,}", *(of(*one, level) for level in ("0.8", "0.95") for one in judged)])
    names = ["`counts`", "smoothing", "SARIMA", "of square roots"]
    return table(["incidents a week", "hotspots", *(f"{level}: {name}" for level in ("80 %", "95 %") for name in names)], rows)


def hotspots(quality):
    rows = []
    for name, q in sorted(quality["methods"].items(), key=lambda item: -item[1]["pai_same_area"]):
        title = "`grid` of 0.0005°" if name == "workflow" else f"`{name}`"
        rows.append([title, f"{q['hotspots']:,}", f"{100 * q['area_share']:.1f} %", f"{100 * q['hit_rate']:.1f} %", f"{q['pai']:.2f}", f"{q['pei']:.2f}", f"{q['pai_same_area']:.2f}", f"{q['grid_pai_same_area']:.2f}"])
    caption = f"Found to {quality['train_end']}, judged to {quality['test_end']}: {quality['incidents']:,.0f} incidents, {quality['study_area_km2']:.0f} km²."
    return caption + "\n\n" + table(["method", "hotspots", "area", "hits", "PAI", "PEI", "PAI at `grid`'s area", "of `grid` there"], rows)


def main():
    target, series, *documents = sys.argv[1:]
    plain, sqrt, best = (json.load(open(path)) for path in documents)
    parts = [forecasts(plain, sqrt, best), coverage(series, plain, sqrt), hotspots(plain["hotspot_quality"])]
    with open(target, "w") as out:
        out.write("\n\n".join(parts) + "\n")


main()
