//! The filter for counts: small counts, whole bounds.

use sarima::{CountSettings, Exog, FitError, Model};

use crate::calendar::Freq;

/// A filter for counts over a series, in which NaN is missing; without `exposure` that of every
/// period is 1.
///
/// # Errors
/// The reason why there is none: a value that is not a count.
pub(super) fn fit_counts(freq: Freq, endog: &[f64], exposure: &Exog) -> Result<Model, FitError> {
    let settings = CountSettings {
        period_weeks: freq.weeks(),
        ..CountSettings::default()
    };
    sarima::counts(endog, exposure, &settings)
}

#[cfg(test)]
mod tests {
    use sarima::are_counts;

    use super::*;
    use crate::exposure::Exposures;
    use crate::forecasting::{ForecastMethod, Known, fit_method};
    use crate::train::Train;
    use hotcast_runner::StepRef;

    #[test]
    fn a_period_has_the_length_of_the_calendar() {
        for (freq, weeks) in [
            (Freq::Day, 1.0 / 7.0),
            (Freq::Week, 1.0),
            (Freq::Month, 4.348_214_285_714_286),
        ] {
            let model = fit_counts(freq, &[2.0, 0.0, f64::NAN, 1.0], &Exog::none()).unwrap();
            let filter = model.as_counts().unwrap().filter();
            assert!((filter.settings().period_weeks - weeks).abs() < 1e-12);
        }
    }

    #[test]
    fn fractions_and_negative_values_are_not_counts() {
        assert!(are_counts(&[0.0, f64::NAN, 7.0]) && are_counts(&[]));
        for series in [[1.0, 0.5], [1.0, -1.0], [1.0, f64::INFINITY]] {
            assert!(!are_counts(&series), "{series:?}");
        }
        let reason = fit_counts(Freq::Week, &[1.0, 0.5], &Exog::none()).unwrap_err();
        assert_eq!(
            reason.to_string(),
            "value `0.5` at index `1` is not a whole number of at least 0"
        );
    }

    #[test]
    fn a_series_of_other_values_is_smoothed_with_the_reason() {
        let train = Train::of(&StepRef::new("series"));
        let settings = train.settings(52, Freq::Week);
        let (exog, exposures) = (Exog::none(), Exposures::none());
        let known = Known {
            exog: &exog,
            exposures: &exposures,
        };
        let fit = |y: &[f64]| fit_method(ForecastMethod::Counts, &settings, y, known);
        let whole = fit(&[2.0, 0.0, 1.0, 3.0, 0.0, 1.0, 2.0, 1.0]);
        assert_eq!(
            (whole.model.method(), whole.fallback_reason),
            ("counts", None)
        );
        let other = fit(&[2.0, 0.5, 1.0, 3.0, 0.0, 1.0, 2.0, 1.0]);
        assert_eq!(other.model.method(), "ets");
        let reason = other.fallback_reason.unwrap();
        assert!(reason.contains("is not a whole number"), "{reason}");
    }
}
