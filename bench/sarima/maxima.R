# Fits R's own series with many orders by stats::arima, from both of its kinds of start, and writes what
# examples/maxima.rs reads, a case a line:
#   name;p,d,q;P,D,Q,s;mean or none;values, NA where missing;coefficients|coefficients
# usage: Rscript maxima.R OUT [plain|other]
#   plain: the series as they are; other: other orders, parts of the series, logarithms.
args <- commandArgs(TRUE)
other <- length(args) > 1 && args[2] == "other"
out <- file(args[1], "w")
seconds <- 20
set.seed(if (other) 7 else 1)

series_of <- function(package) {
  names <- unique(sub(" .*", "", data(package = package)$results[, "Item"]))
  all <- new.env()
  suppressWarnings(data(list = names, package = package, envir = all))
  keep <- list()
  for (name in ls(all)) {
    y <- get(name, all)
    if (is.ts(y) && is.null(dim(y)) && length(y) >= 30) keep[[name]] <- y
  }
  keep
}

coefficients_of <- function(y, order, season, s, mean, method) {
  setTimeLimit(elapsed = seconds, transient = TRUE)
  on.exit(setTimeLimit())
  suppressWarnings(tryCatch(
    coef(arima(y, order, list(order = season, period = s), include.mean = mean, method = method,
               optim.control = list(maxit = 500))),
    error = function(e) NULL))
}

if (other) {
  orders <- list(c(0,0,2), c(1,0,1), c(1,0,2), c(2,0,1), c(3,0,2), c(1,1,1), c(2,1,1), c(0,1,2), c(2,1,3),
                 c(1,2,2), c(0,2,1), c(2,1,2))
  seasons <- list(c(0,1,1), c(1,1,1), c(1,0,1), c(0,0,1), c(1,1,2), c(2,0,1), c(2,1,0), c(0,1,2))
} else {
  orders <- list(c(1,0,0), c(0,0,1), c(1,0,1), c(2,0,1), c(2,0,2), c(0,1,1), c(1,1,1), c(2,1,2), c(3,1,1),
                 c(1,1,2), c(0,2,2), c(1,2,1), c(3,0,3))
  seasons <- list(c(0,1,1), c(1,1,1), c(1,0,1), c(1,0,0), c(2,1,1), c(0,1,2))
}

packages <- c("datasets", if (requireNamespace("forecast", quietly = TRUE)) "forecast")
series <- do.call(c, lapply(packages, series_of))
for (name in names(series)) {
  y <- series[[name]]
  s <- frequency(y)
  if (length(y) > 1000) y <- tail(y, 1000)
  if (other) {
    y <- window(y, start = time(y)[ceiling(length(y) * runif(1, 0, 0.3)) + 1])
    if (all(y > 0, na.rm = TRUE)) y <- log(y)
  }
  if (s > 24 || s %% 1 != 0) s <- 1
  for (order in orders) {
    chosen <- if (s > 1) seasons[sample(length(seasons), 2)] else list()
    for (season in c(list(c(0, 0, 0)), chosen)) {
      period <- if (sum(season) > 0) s else 1
      if (length(y) < 3 * period + 12 + order[2] + period * season[2]) next
      mean <- order[2] + season[2] == 0
      k <- order[1] + order[3] + season[1] + season[3]
      groups <- c()
      for (method in c("CSS-ML", "ML")) {
        b <- coefficients_of(y, order, season, period, mean, method)
        if (!is.null(b)) groups <- c(groups, paste(format(b[seq_len(k)], digits = 17), collapse = " "))
      }
      values <- paste(format(as.numeric(y), digits = 15, trim = TRUE), collapse = " ")
      cat(name, paste(order, collapse = ","), paste(c(season, period), collapse = ","),
          if (mean) "mean" else "none", values, paste(groups, collapse = "|"), sep = ";", file = out)
      cat("\n", file = out)
    }
  }
  message(name)
}
close(out)
