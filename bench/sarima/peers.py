"""Fits series with R's arima (through Rscript), statsmodels or statsforecast: milliseconds and log-likelihood.

usage: python peers.py r|statsmodels|statsforecast SERIES.csv p,d,q P,D,Q,s COUNT [REGRESSOR.csv]
       python peers.py r|statsforecast SERIES.csv auto s COUNT

The log-likelihood of automatic orders is that of another model on each side: compare the times only.

Only the first COUNT series are fitted: these programs take up to minutes each. Standard errors are included where the program gives them.
"""
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
program, path, order, seasonal, count = sys.argv[1:6]
rows = np.atleast_2d(np.loadtxt(path, delimiter=","))[: int(count)]
if order == "auto":
    s = int(seasonal)
else:
    p, d, q = map(int, order.split(","))
    sp, sd, sq, s = map(int, seasonal.split(","))
x = np.loadtxt(sys.argv[6], delimiter=",") if len(sys.argv) > 6 else None

if program == "r":
    with tempfile.TemporaryDirectory() as tmp:
        np.savetxt(f"{tmp}/y.csv", rows, delimiter=",")
        if x is not None:
            np.savetxt(f"{tmp}/x.csv", x)
        xreg = f"scan('{tmp}/x.csv', quiet=TRUE)" if x is not None else "NULL"
        if order == "auto":
            fit = f"forecast::auto.arima(ts(y[i,], frequency={s}))"
        else:
            fit = f"arima(ts(y[i,], frequency={s}), c({p},{d},{q}), list(order=c({sp},{sd},{sq}), period={s}), xreg=x, method='ML')"
        script = f"""
y <- as.matrix(read.csv('{tmp}/y.csv', header=FALSE)); x <- {xreg}
for (i in seq_len(nrow(y))) {{
  t <- system.time(m <- try({fit}, silent=TRUE))[['elapsed']]
  cat(sprintf('%.3f,%s\\n', 1000*t, if (inherits(m, 'try-error')) 'nan' else sprintf('%.6f', m$loglik)))
}}"""
        print(subprocess.run(["Rscript", "-e", script], capture_output=True, text=True).stdout, end="")
elif program == "statsmodels":
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    for y in rows:
        start = time.perf_counter()
        fit = SARIMAX(y, exog=x, order=(p, d, q), seasonal_order=(sp, sd, sq, s), simple_differencing=True).fit(disp=0, maxiter=200)
        fit.bse
        print(f"{1000 * (time.perf_counter() - start):.3f},{fit.llf:.6f}")
elif program == "statsforecast":
    from statsforecast.arima import arima, auto_arima_f

    regressor = None if x is None else x.reshape(-1, 1)
    seasons = None if order == "auto" else {"order": (sp, sd, sq), "period": s}
    # The first call compiles.
    arima(rows[0].astype(float), order=(1, 0, 0), seasonal={"order": (0, 0, 0), "period": 1}, include_mean=False, method="ML")
    for y in rows:
        start = time.perf_counter()
        try:
            if order == "auto":
                llf = auto_arima_f(y, period=s)["loglik"]
            else:
                llf = arima(y, order=(p, d, q), seasonal=seasons, xreg=regressor, include_mean=False, method="ML")["loglik"]
        except Exception:
            llf = float("nan")
        print(f"{1000 * (time.perf_counter() - start):.3f},{llf:.6f}")
