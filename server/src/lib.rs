//! Seasonal ARIMA.
