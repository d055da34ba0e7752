# forecast::auto.arima on a competition set: MASE and time.
# usage: zcat SET.csv.gz | Rscript auto_arima.R
suppressMessages(library(forecast))
d <- read.csv(file("stdin"))
scores <- c(); times <- c()
for (id in unique(d$series)) {
  x <- d[d$series == id, ]
  s <- x$frequency[1]
  train <- ts(x$value[x$split == "train"], frequency = s)
  test <- x$value[x$split == "test"]
  times <- c(times, system.time(fit <- tryCatch(auto.arima(train), error = function(e) NULL))[["elapsed"]])
  if (is.null(fit)) next
  f <- forecast(fit, h = length(test))$mean
  m <- mean(abs(test - f)) / mean(abs(diff(train, lag = s)))
  scores <- c(scores, m)
  cat(sprintf("%s,%s,%.4f\n", id, paste(arimaorder(fit), collapse = " "), m), file = stderr())
}
cat(sprintf("series %d  MASE %.4f  median %.0f ms  mean %.0f ms\n", length(scores), mean(scores), 1000 * median(times), 1000 * mean(times)))
