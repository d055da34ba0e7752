//! `calendar.json`: observed and future periods with their regressors and holidays.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use crate::document;
use crate::publication_error::PublicationError;

/// The regressor that counts the holidays of a period.
const HOLIDAYS: &str = "holidays";

/// The one calendar of a workflow.
#[derive(Debug, Deserialize)]
pub(crate) struct Calendar {
    freq: String,
    periods: Vec<NaiveDate>,
    n_observed: usize,
    #[serde(default)]
    regressors: BTreeMap<String, Vec<f64>>,
    #[serde(default)]
    holidays: Vec<Holiday>,
}

#[derive(Debug, Deserialize)]
struct Holiday {
    date: NaiveDate,
}

impl Calendar {
    pub(crate) fn read(path: &Path) -> Result<Self, PublicationError> {
        let calendar: Self = document::read(path)?;
        calendar
            .check()
            .map_err(|why| PublicationError::invalid(path, why))?;
        Ok(calendar)
    }

    fn check(&self) -> Result<(), String> {
        let n = self.periods.len();
        if self.n_observed == 0 || self.n_observed > n {
            return Err(format!(
                "`n_observed` is `{}`, which is not from 1 to the {n} periods",
                self.n_observed
            ));
        }
        if !self.periods.is_sorted_by(|a, b| a < b) {
            return Err("`periods` is not ascending".to_owned());
        }
        match self.regressors.iter().find(|(_, values)| values.len() != n) {
            Some((name, values)) => Err(format!(
                "regressor `{name}` has {} values for {n} periods",
                values.len()
            )),
            None => Ok(()),
        }
    }

    pub(crate) fn freq(&self) -> &str {
        &self.freq
    }

    /// Every period, the observed ones first.
    pub(crate) fn periods(&self) -> &[NaiveDate] {
        &self.periods
    }

    /// The index in [`Self::periods`] of the period that starts on `first_day`.
    pub(crate) fn index_of(&self, first_day: NaiveDate) -> Option<usize> {
        self.periods.binary_search(&first_day).ok()
    }

    /// The values of a regressor, one per period.
    pub(crate) fn regressor(&self, name: &str) -> Option<&[f64]> {
        self.regressors.get(name).map(Vec::as_slice)
    }

    /// `true` if a holiday is in the period at `index`.
    ///
    /// The regressor decides, since the model was trained with it; without one, the listed days.
    pub(crate) fn has_holiday(&self, index: usize) -> bool {
        match self.regressor(HOLIDAYS) {
            Some(values) => values[index] > 0.0,
            None => {
                let (first, end) = (self.periods[index], self.end(index));
                self.holidays
                    .iter()
                    .any(|holiday| holiday.date >= first && holiday.date < end)
            }
        }
    }

    /// The day after the last day of the period at `index`.
    pub(crate) fn end(&self, index: usize) -> NaiveDate {
        let first = self.periods[index];
        let next = match self.freq.as_str() {
            "month" => first.checked_add_months(Months::new(1)),
            "day" => first.checked_add_days(Days::new(1)),
            _ => first.checked_add_days(Days::new(7)),
        };
        next.unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(json: &str) -> Calendar {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_holiday_week_is_what_the_regressor_counts() {
        let calendar = calendar(
            r#"{"freq":"week","periods":["2024-01-01","2024-01-08"],"n_observed":1,
                "regressors":{"holidays":[0,1]},
                "holidays":[{"date":"2024-01-01","name":"New Year"}]}"#,
        );
        assert!(!calendar.has_holiday(0));
        assert!(calendar.has_holiday(1));
    }

    #[test]
    fn without_the_regressor_the_listed_days_decide() {
        let calendar = calendar(
            r#"{"freq":"month","periods":["2024-01-01","2024-02-01"],"n_observed":1,
                "holidays":[{"date":"2024-01-31","name":"A"}]}"#,
        );
        assert!(calendar.has_holiday(0));
        assert!(!calendar.has_holiday(1));
    }

    #[test]
    fn a_regressor_of_another_length_is_refused() {
        let calendar = calendar(
            r#"{"freq":"week","periods":["2024-01-01"],"n_observed":1,"regressors":{"x":[1,2]}}"#,
        );
        assert_eq!(
            calendar.check().unwrap_err(),
            "regressor `x` has 2 values for 1 periods"
        );
    }
}
