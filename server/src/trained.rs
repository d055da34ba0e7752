//! `Trained`: a published model in its place in the calendar.

use std::ops::Range;
use std::path::Path;

use sarima::{Forecast, Model, SUM_PATHS, SUM_SEED, SumForecast};

use hotcast_artifacts::{CalendarDocument, CalendarError, ModelDocument};

use crate::document;
use crate::publication_error::PublicationError;

/// A model, and the index in the calendar of the last period of its data.
pub(crate) struct Trained {
    model: Model,
    last: usize,
}

/// The forecast of a window.
pub(crate) struct Ahead {
    /// The method of the model, as [`Model::method`] names it.
    pub(crate) method: String,
    /// Every step from the end of the data to the end of the window.
    pub(crate) forecast: Forecast,
    /// The sum over the window.
    pub(crate) total: SumForecast,
    /// The steps of the window.
    pub(crate) steps: Range<usize>,
}

impl Trained {
    pub(crate) fn read(path: &Path, calendar: &CalendarDocument) -> Result<Self, PublicationError> {
        let document: ModelDocument = document::read(path)?;
        let last_period = document.last_period;
        let last = calendar.index_of(last_period).ok_or_else(|| {
            PublicationError::invalid(
                path,
                format!("its last period `{last_period}` is not in the calendar"),
            )
        })?;
        let model = document
            .model()
            .map_err(|error| PublicationError::invalid(path, error))?;
        Ok(Self { model, last })
    }

    /// The index in the calendar of the last period of the data.
    pub(crate) fn last(&self) -> usize {
        self.last
    }

    /// The number of periods, from the first, for which the model's regressors have values.
    pub(crate) fn reach(&self, calendar: &CalendarDocument) -> usize {
        calendar.reach_of(self.model.exog_names())
    }

    /// The reason for which the regressors do not allow a forecast of the periods before `end`.
    pub(crate) fn refusal(&self, end: usize, calendar: &CalendarDocument) -> Option<String> {
        let exog = calendar.exog(self.model.exog_names(), self.last + 1..end);
        exog.err()
            .filter(|error| matches!(error, CalendarError::Ends { .. }))
            .map(|error| error.to_string())
    }

    /// Forecasts the counts in `periods`, indices in the calendar after the data.
    ///
    /// A model starts at the end of its data, so the periods before them are forecast too.
    pub(crate) fn forecast(
        &self,
        periods: &Range<usize>,
        levels: &[f64],
        calendar: &CalendarDocument,
    ) -> Result<Ahead, String> {
        let steps = periods.start - self.last - 1..periods.end - self.last - 1;
        let future = self.last + 1..self.last + 1 + steps.end;
        let exog = calendar
            .exog(self.model.exog_names(), future)
            .map_err(|error| error.to_string())?;
        let forecast = self
            .model
            .forecast(steps.end, levels, &exog)
            .map_err(|error| error.to_string())?;
        let total = self
            .model
            .forecast_sum(steps.clone(), levels, SUM_PATHS, SUM_SEED, &exog)
            .map_err(|error| error.to_string())?;
        Ok(Ahead {
            method: self.model.method().to_owned(),
            forecast,
            total,
            steps,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two observed weeks and three after them.
    fn calendar() -> CalendarDocument {
        crate::calendar::weeks(5, 2, &[])
    }

    #[test]
    fn a_window_after_a_gap_has_its_own_steps_and_sum() {
        let model = sarima::mean(&[3.0, 5.0], true);
        let trained = Trained { model, last: 1 };
        let ahead = trained.forecast(&(3..5), &[0.8], &calendar()).unwrap();
        assert_eq!(ahead.forecast.mean.len(), 3);
        assert_eq!(ahead.steps, 1..3);
        assert!((ahead.total.mean - 8.0).abs() < 1e-9);
    }

    #[test]
    fn a_model_without_its_place_in_the_calendar_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("1.json");
        let model = sarima::mean(&[3.0, 5.0], true).to_json();
        let document = |day: &str| {
            format!(
                r#"{{"schema_version":1,"hotspot_id":1,"freq":"week","first_period":"2024-01-01",
                    "last_period":"{day}","fallback_reason":null,"model":{model}}}"#
            )
        };
        std::fs::write(&path, document("2024-01-08")).unwrap();
        let trained = Trained::read(&path, &calendar()).unwrap();
        assert_eq!(trained.last(), 1);
        std::fs::write(&path, document("2024-01-09")).unwrap();
        assert!(Trained::read(&path, &calendar()).is_err());
    }
}
