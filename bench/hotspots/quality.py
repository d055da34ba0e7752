"""Writes the tables of docs/evaluation.md from the evaluations that quality.yaml makes.

usage: python3 quality.py TABLES.md SERIES.parquet PLAIN.json SQRT.json BEST.json        (`just bench-quality` runs it; duckdb from pip adds the table of coverage by size)
"""

import importlib.util
import json
import math
import sys
from collections import Counter

TITLES = {"sarima": "SARIMA (1,1,1)(1,1,1,52) with holidays", "ets": "exponential smoothing", "mstl": "MSTL", "seasonal_naive": "seasonal naive", "mean": "mean", "best": "`best`"}
EDGES = [0, 0.5, 1, 2, 4, math.inf]


def table(header, rows):
    return "\n".join(["| " + " | ".join(header) + " |", "|" + "---|" * len(header), *("| " + " | ".join(row) + " |" for row in rows)])


def measures(title, m):
    return [title, f"{m['mase']:.3f}", f"{m['rmse']:.2f}", f"{m['crps']:.3f}", f"{m['bias']:+.2f}", *(f"{100 * m['coverage'][level]:.1f} %" for level in ("0.8", "0.95"))]


def forecasts(plain, sqrt, best):
    rows = [measures(TITLES[method], m) for method, m in plain["overall"].items()]
    rows.append(measures("the same SARIMA of the square roots", sqrt["overall"]["sarima"]))
    rows.append(measures(TITLES["best"], best["overall"]["best"]))
    rows.sort(key=lambda row: float(row[1]))
    chosen = Counter(h["chosen"] for h in best["hotspots"])
    verdicts = "\n".join(f"- {document['verdict']['text']}" for document in (plain, sqrt, best))
    return table(["method", "MASE", "RMSE", "CRPS", "bias", "80 %", "95 %"], rows) + f"\n\n`best` chose {dict(chosen.most_common())}.\n\n{verdicts}"


def inside(rate, z):
    """The share of a Poisson distribution within z standard deviations of its mean: what an interval covers that knows the truth."""
    if rate == 0:
        return 1.0
    low, high = max(0.0, rate - z * math.sqrt(rate)), rate + z * math.sqrt(rate)
    return sum(math.exp(-rate + k * math.log(rate) - math.lgamma(k + 1)) for k in range(math.ceil(low), math.floor(high) + 1))


def coverage(series, plain, sqrt):
    if importlib.util.find_spec("duckdb") is None:
        return "(without duckdb there is no table of coverage by size: `pip install duckdb` brings it)"
    import duckdb

    rates = dict(duckdb.sql(f"select hotspot_id, avg(count) from read_parquet('{series}') where year(period) = 2017 group by 1").fetchall())
    mean = lambda values: f"{100 * sum(values) / len(values):.0f} %"
    rows = []
    for low, high in zip(EDGES, EDGES[1:]):
        ids = {id for id, rate in rates.items() if low <= rate < high}
        of = lambda document, level: mean([h["metrics"]["sarima"]["coverage"][level] for h in document["hotspots"] if h["id"] in ids])
        size = f"{low} to {high}" if high < math.inf else f"{low} and more"
        truth = [mean([inside(rates[id], z) for id in ids]) for z in (1.2816, 1.96)]
        rows.append([size, f"{len(ids):,}", of(plain, "0.8"), of(sqrt, "0.8"), truth[0], of(plain, "0.95"), of(sqrt, "0.95"), truth[1]])
    return table(["incidents a week", "hotspots", "80 %", "of square roots", "of the truth", "95 %", "of square roots", "of the truth"], rows)


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
