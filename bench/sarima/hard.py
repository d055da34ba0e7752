"""Fits simulated series that are hard for a search with gretl's exact ML, and writes what examples/maxima.rs reads.

usage: python hard.py OUTDIR SEED [SERIES]

The series: mixed models with roots anywhere in the stationary and invertible region, fitted with orders that fit
them or nearly; and counts with a season, a trend and a break. One file a model, one case a line (see maxima.R);
series on which gretl fails are left out.
"""
import sys

import numpy as np

from gretl import arima

out, seed = sys.argv[1:3]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
rng = np.random.default_rng(int(seed))
BURN = 300


def coefficient():
    return rng.uniform(-0.98, 0.98)


def mixed(n, s, d=0, seasonal_d=0, seasonal_ar=True):
    """(1,d,1)(1,D,1)s or (1,d,1)(0,D,1)s."""
    ar, ma, sma = coefficient(), coefficient(), coefficient()
    sar = coefficient() if seasonal_ar else 0.0
    e = rng.normal(size=n + BURN) * np.exp(0.8 * rng.normal())
    b = e.copy()
    b[s:] += sma * e[:-s]
    w = b.copy()
    w[1:] += ma * b[:-1]
    for t in range(1, len(w)):
        w[t] += ar * w[t - 1]
        if t >= s:
            w[t] += sar * w[t - s]
        if t > s:
            w[t] -= ar * sar * w[t - s - 1]
    for _ in range(d):
        w = np.cumsum(w)
    for _ in range(seasonal_d):
        for t in range(s, len(w)):
            w[t] += w[t - s]
    return w[BURN:] - w[BURN] * (d + seasonal_d > 0)


def levels(i):
    return mixed(130, 12, seasonal_ar=i % 2 == 1)


def weekdays(i):
    return mixed(180, 7, seasonal_d=int(i % 3 > 0), seasonal_ar=False)


def months(i):
    return mixed(150, 12, d=int(i % 4 > 0), seasonal_d=int(i % 3 > 0), seasonal_ar=i % 2 == 1)


def season(t, s):
    return rng.uniform(0, 0.5) * np.sin(2 * np.pi * t / s + rng.uniform(0, 6))


def counts_by_month(i):
    t = np.arange(200)
    rate = np.exp(rng.uniform(0, 4) + 0.003 * rng.normal() * t + season(t, 12))
    if i % 2:
        rate[rng.integers(40, 160) :] *= rng.uniform(0.4, 2)
    return rng.poisson(rng.gamma(8, 1 / 8, len(t)) * rate)


def counts_by_day(_):
    t = np.arange(350)
    walk = np.cumsum(0.03 * rng.normal(size=len(t)))
    return rng.poisson(np.exp(rng.uniform(0, 3) + walk + season(t, 7)))


MODELS = [
    (weekdays, "1,0,1", "0,1,1,7"),
    (counts_by_day, "1,0,1", "0,1,1,7"),
    (counts_by_day, "1,1,1", "0,1,1,7"),
    (levels, "1,0,1", "0,0,0,1"),
    (levels, "1,0,1", "1,0,1,12"),
    (months, "1,1,1", "1,1,1,12"),
    (months, "0,1,1", "1,1,1,12"),
    (months, "1,1,1", "0,1,1,12"),
    (counts_by_month, "1,1,1", "1,1,1,12"),
    (counts_by_month, "1,0,1", "0,1,1,12"),
    (counts_by_month, "2,1,1", "0,1,1,12"),
    (months, "2,1,2", "0,1,1,12"),
]


# Coefficients in gretl's order: autoregressive, seasonal autoregressive, moving average, seasonal.
COEFFICIENTS = """printf "case "
    if !err
        matrix b = $coeff
        loop j=1..rows(b) --quiet
            printf "%.17g ", b[j]
        endloop
    endif
    printf "\\n\""""


for simulate, order, seasonal in MODELS:
    rows = [np.round(simulate(i), 6) for i in range(count)]
    p, _, q = map(int, order.split(","))
    sp, _, sq, _ = map(int, seasonal.split(","))
    with open(f"{out}/{simulate.__name__} {order} {seasonal}", "w") as file:
        for i, (y, b) in enumerate(zip(rows, arima(rows, order, seasonal, COEFFICIENTS, digits="%.10g"))):
            b = b.split()
            if len(b) != p + q + sp + sq:
                continue
            ours = b[:p] + b[p + sp : p + sp + q] + b[p : p + sp] + b[p + sp + q :]
            values = " ".join("%.10g" % v for v in y)
            print(f"{simulate.__name__} {i}", order, seasonal, "none", values, " ".join(ours), sep=";", file=file)
