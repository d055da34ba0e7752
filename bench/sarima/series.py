"""Seeded count series for the benchmark: monthly, daily and weekly incidents of one place each.

usage: python series.py OUTDIR [N_MONTHLY N_DAILY N_WEEKLY]

Each series is Poisson with a log-rate made of a slow random walk, a seasonal profile and short
memory; the weekly ones also respond to the number of holidays. One series per line of
`monthly.csv`, `daily.csv`, `weekly.csv`; the regressor in `weekly_holidays.csv`.
"""
import sys
import numpy as np

def memory(rng, n, phi, sd):
    e = rng.normal(0.0, sd, n)
    x = np.zeros(n)
    for t in range(1, n):
        x[t] = phi * x[t - 1] + e[t]
    return x

def counts(rng, n, s, walk, amplitude, evolving, extra=0.0):
    level = np.log(rng.uniform(5, 120)) + np.cumsum(rng.normal(0.0, walk, n))
    k = np.arange(n)
    season = sum(
        amplitude / h * rng.normal() * np.cos(2 * np.pi * h * k / s + rng.uniform(0, 2 * np.pi))
        for h in range(1, min(s // 2, 4) + 1)
    )
    drift = np.repeat(np.cumsum(rng.normal(0.0, evolving, n // s + 1)), s)[:n]
    season = season * (1 + drift)
    log_rate = level + season + memory(rng, n, rng.uniform(0, 0.7), 0.08) + extra
    return rng.poisson(np.exp(np.clip(log_rate, -3, 9)))

def main():
    out = sys.argv[1]
    sizes = [int(a) for a in sys.argv[2:5]] or [500, 500, 50]
    rng = np.random.default_rng(20181121)
    save = lambda name, rows: np.savetxt(f"{out}/{name}.csv", np.asarray(rows), fmt="%d", delimiter=",")
    save("monthly", [counts(rng, 240, 12, 0.03, 0.15, 0.03) for _ in range(sizes[0])])
    save("daily", [counts(rng, 1000, 7, 0.01, 0.2, 0.01) for _ in range(sizes[1])])
    weeks = 1300
    starts = np.arange(weeks) * 7
    days = np.array([y * 365.25 + d for y in range(26) for d in (0, 15, 46, 145, 184, 244, 284, 314, 328, 358)])
    holidays = np.array([((days >= a) & (days < a + 7)).sum() for a in starts])
    save("weekly_holidays", [holidays])
    save("weekly", [counts(rng, weeks, 52, 0.01, 0.12, 0.02, rng.normal(0.0, 0.05) * holidays) for _ in range(sizes[2])])

main()
