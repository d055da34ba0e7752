//! Fits one method to one series.

use sarima::{AutoOptions, Exog, FittedSarima, Model, Order, SeasonalOrder, Spec};

use super::ForecastMethod;
use super::choose::choose_by;
use super::counts::fit_counts;
use super::ets::fit_ets;
use super::gaps::filled;
use super::known::Known;
use super::mstl::fit_mstl;
use super::settings::Settings;

/// A model of one series and the figures of its fit.
#[derive(Debug, Clone)]
pub struct FittedSeries {
    /// The model, which forecasts from the end of the series.
    pub model: Model,
    /// The reason why it is not of the method asked for, where it is not.
    pub fallback_reason: Option<String>,
    /// `true` if the likelihood was maximised, or the method maximises none.
    pub converged: bool,
    /// Iterations of the optimiser.
    pub iterations: usize,
    /// Log-likelihood, for SARIMA.
    pub llf: Option<f64>,
    /// Corrected information criterion, for SARIMA.
    pub aicc: Option<f64>,
}

impl FittedSeries {
    fn plain(model: Model) -> Self {
        Self {
            model,
            fallback_reason: None,
            converged: true,
            iterations: 0,
            llf: None,
            aicc: None,
        }
    }

    fn because(mut self, reason: String) -> Self {
        self.fallback_reason = Some(reason);
        self
    }
}

/// Fits `method` to a series, in which NaN is missing, with what is known after its last period.
///
/// There always is a model: a series that does not suit the method gets a simpler one, and
/// `fallback_reason` says why.
/// Forecasts of every method are bounded below by zero.
pub fn fit_method(
    method: ForecastMethod,
    settings: &Settings,
    endog: &[f64],
    known: Known<'_>,
) -> FittedSeries {
    match method {
        ForecastMethod::Sarima => match sparse(settings, endog) {
            Some(reason) => smoothed(settings, endog).because(reason),
            None => fit_sarima(settings, endog, &known.exog.slice(0..endog.len())),
        },
        ForecastMethod::Ets => smoothed(settings, endog),
        ForecastMethod::Mstl => {
            let decomposed = fit_mstl(&filled(endog, settings.season()), settings.season());
            match decomposed.and_then(|m| Model::mstl(m, true).map_err(|e| e.to_string())) {
                Ok(model) => FittedSeries::plain(model),
                Err(reason) => smoothed(settings, endog).because(reason),
            }
        }
        ForecastMethod::SeasonalNaive => {
            FittedSeries::plain(sarima::seasonal_naive(endog, settings.season(), true))
        }
        ForecastMethod::Counts => {
            let exposure = known.exposures.past(endog.len());
            match fit_counts(settings.freq, endog, &exposure) {
                Ok(model) => FittedSeries::plain(model),
                Err(error) => smoothed(settings, endog).because(error.to_string()),
            }
        }
        ForecastMethod::Mean => FittedSeries::plain(sarima::mean(endog, true)),
        ForecastMethod::Best => {
            let chosen = choose(settings, endog, known);
            fit_method(chosen, settings, endog, known)
        }
    }
}

/// The candidate that suits a series, by its errors out of sample.
///
/// Each candidate is fitted to all but the last `origins × horizon` periods and forecasts those,
/// origin after origin.
/// Its score is the continuous ranked probability score, which rates the spread of a forecast as
/// well as its middle.
///
/// Of the candidates, in the order of preference, the first one is taken that the best one does
/// not beat by more than two standard errors of their difference over the origins.
/// A series has so few periods to score that the smallest error alone would mostly name the
/// luckiest method, which forecasts worse than any fixed one.
///
/// A series with less than a season before those periods gets the first candidate.
///
/// # References
/// Breiman, Friedman, Olshen, Stone (1984), Classification and regression trees, on the standard
/// error rule; Gneiting, Raftery (2007), Strictly proper scoring rules, JASA 102.
pub fn choose(settings: &Settings, endog: &[f64], known: Known<'_>) -> ForecastMethod {
    let fit = |method, past: &[f64]| fit_method(method, settings, past, known).model;
    choose_by(fit, settings, endog, known)
}

/// The reason why a series is too sparse for SARIMA, if it is.
fn sparse(settings: &Settings, endog: &[f64]) -> Option<String> {
    let known = endog.iter().filter(|y| !y.is_nan()).count();
    let occupied = endog.iter().filter(|y| **y > 0.0).count();
    (occupied > 0 && (occupied as f64) < settings.min_occupied_share * known as f64)
        .then(|| format!("sparse: incidents in {occupied} of {known} periods"))
}

/// Exponential smoothing, or the mean where even that fails.
fn smoothed(settings: &Settings, endog: &[f64]) -> FittedSeries {
    let smooth = fit_ets(&filled(endog, settings.season()));
    match smooth.and_then(|ets| Model::ets(ets, true).map_err(|e| e.to_string())) {
        Ok(model) => FittedSeries::plain(model),
        Err(reason) => FittedSeries::plain(sarima::mean(endog, true)).because(reason),
    }
}

fn fit_sarima(settings: &Settings, endog: &[f64], exog: &Exog) -> FittedSeries {
    match settings.order.fixed() {
        Some(order) => fit_order(settings, order, settings.seasonal_order, endog, exog),
        None => fit_auto(settings, endog, exog),
    }
}

fn fit_order(
    settings: &Settings,
    order: Order,
    seasonal_order: SeasonalOrder,
    endog: &[f64],
    exog: &Exog,
) -> FittedSeries {
    let spec = Spec::new(order, seasonal_order)
        .constant(settings.constant)
        .exog(exog.names().iter().cloned())
        .transform(settings.transform)
        .non_negative(true);
    let (model, fitted, reason) = sarima::fit_or_fallback(&spec, endog, exog);
    FittedSeries {
        converged: fitted.as_ref().is_none_or(FittedSarima::converged),
        iterations: fitted.as_ref().map_or(0, FittedSarima::iterations),
        llf: fitted.as_ref().map(FittedSarima::llf),
        aicc: fitted
            .as_ref()
            .map(FittedSarima::aicc)
            .filter(|x| x.is_finite()),
        model,
        fallback_reason: reason,
    }
}

/// The longest season with a wide search: each model of a weekly series costs milliseconds, and a
/// city has thousands of series.
const LONG_SEASON: usize = 24;

/// Chooses the orders by AICc (Hyndman, Khandakar 2008).
///
/// Where the search finds none, the airline model (Box, Jenkins 1970) is fitted instead, or gives
/// the reason why no model fits.
fn fit_auto(settings: &Settings, endog: &[f64], exog: &Exog) -> FittedSeries {
    let s = settings.season();
    let wide = AutoOptions {
        transform: settings.transform,
        non_negative: true,
        ..AutoOptions::default()
    };
    let options = if s > LONG_SEASON {
        AutoOptions {
            max_lags: 2,
            max_seasonal_lags: 1,
            max_models: 16,
            ..wide
        }
    } else {
        wide
    };
    let found = sarima::auto_order(endog, exog, s, &options).ok();
    match found.and_then(|found| Some((found.fitted.to_model().ok()?, found.fitted))) {
        Some((model, fitted)) => FittedSeries {
            converged: fitted.converged(),
            iterations: fitted.iterations(),
            llf: Some(fitted.llf()),
            aicc: Some(fitted.aicc()).filter(|x| x.is_finite()),
            model,
            fallback_reason: None,
        },
        None => {
            let seasonal = if s > 1 {
                SeasonalOrder::new(0, 1, 1, s)
            } else {
                SeasonalOrder::none()
            };
            fit_order(settings, Order::new(0, 1, 1), seasonal, endog, exog)
        }
    }
}
