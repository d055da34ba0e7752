"""Fits every series of a file with gretl's exact ML and prints milliseconds and log-likelihood.

usage: python gretl_fit.py SERIES.csv p,d,q P,D,Q,s [REGRESSOR.csv]
"""
import sys

import numpy as np

from gretl import arima

path, order, seasonal = sys.argv[1:4]
rows = np.atleast_2d(np.loadtxt(path, delimiter=","))
regressor = np.loadtxt(sys.argv[4], delimiter=",") if len(sys.argv) > 4 else None
after = """t = $stopwatch
    if err
        printf "case %.4f,nan\\n", 1000*t
    else
        printf "case %.4f,%.6f\\n", 1000*t, $lnl
    endif"""
print("\n".join(arima(rows, order, seasonal, after, before="set stopwatch", regressor=regressor)))
