"""Runs gretl's exact ML (`arima … --nc`) on many series at once."""
import subprocess
import sys
import tempfile

import numpy as np


def arima(rows, order, seasonal, after, before="", regressor=None, digits="%g"):
    """The lines that gretl prints when each series y$i is fitted between the statements `before` and `after`, which
    must print one line that begins with `case`; `err` is 0 where gretl succeeds."""
    *seasonal_orders, s = seasonal.split(",")
    named = {f"y{i}": row for i, row in enumerate(rows)}
    if regressor is not None:
        named["x"] = regressor
    # A season of 1 is a series without one.
    kind = "--time-series" if int(s) in (1, 4, 7, 12) else "--special-time-series"
    with tempfile.TemporaryDirectory() as tmp:
        table = np.array(list(named.values())).T
        np.savetxt(f"{tmp}/d.csv", table, delimiter=",", header=",".join(named), comments="", fmt=digits)
        script = f"""set echo off
set messages off
open {tmp}/d.csv --quiet
setobs {s} {"1" if int(s) == 1 else "1:1"} {kind}
loop i=0..{len(rows) - 1} --quiet
    {before}
    catch arima {order.replace(",", " ")} ; {" ".join(seasonal_orders)} ; y$i {"" if regressor is None else "x"} --nc --quiet
    err = $error
    {after}
endloop
"""
        open(f"{tmp}/r.inp", "w").write(script)
        run = subprocess.run(["gretlcli", "-b", f"{tmp}/r.inp"], capture_output=True, text=True)
    lines = [line.removeprefix("case ") for line in run.stdout.splitlines() if line.startswith("case")]
    if len(lines) != len(rows):
        sys.exit(run.stdout[-2000:] + run.stderr)
    return lines
