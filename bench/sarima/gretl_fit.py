"""Fits every series of a file with gretl's exact ML and prints milliseconds and log-likelihood.

usage: python gretl_fit.py SERIES.csv p,d,q P,D,Q,s [REGRESSOR.csv]
"""
import subprocess
import sys
import tempfile

import numpy as np

path, order, seasonal = sys.argv[1:4]
rows = np.atleast_2d(np.loadtxt(path, delimiter=","))
p, d, q = order.split(",")
sp, sd, sq, s = seasonal.split(",")
regressor = np.loadtxt(sys.argv[4], delimiter=",") if len(sys.argv) > 4 else None
with tempfile.TemporaryDirectory() as tmp:
    columns = list(rows) + ([regressor] if regressor is not None else [])
    names = [f"y{i}" for i in range(len(rows))] + (["x"] if regressor is not None else [])
    np.savetxt(f"{tmp}/d.csv", np.array(columns).T, delimiter=",", header=",".join(names), comments="", fmt="%g")
    x = "x" if regressor is not None else ""
    # A season of 1 is a series without one.
    season = int(s)
    kind = "--time-series" if season in (1, 4, 7, 12) else "--special-time-series"
    period = f"setobs {season} {'1' if season == 1 else '1:1'} {kind}"
    script = f"""set echo off
set messages off
open {tmp}/d.csv --quiet
{period}
loop i=0..{len(rows) - 1} --quiet
    set stopwatch
    catch arima {p} {d} {q} ; {sp} {sd} {sq} ; y$i {x} --nc --quiet
    err = $error
    t = $stopwatch
    if err
        printf "%.4f,nan\\n", 1000*t
    else
        printf "%.4f,%.6f\\n", 1000*t, $lnl
    endif
endloop
"""
    open(f"{tmp}/r.inp", "w").write(script)
    out = subprocess.run(["gretlcli", "-b", f"{tmp}/r.inp"], capture_output=True, text=True)
    lines = [l for l in out.stdout.splitlines() if l.count(",") == 1 and l[0].isdigit()]
    if len(lines) != len(rows):
        sys.exit(out.stdout[-2000:] + out.stderr)
    print("\n".join(lines))
