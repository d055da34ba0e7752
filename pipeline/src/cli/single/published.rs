//! Regressors from the calendar that a model is published with.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use hotcast_artifacts::{CalendarDocument, read};
use sarima::Exog;

use crate::cli::exit::UsageError;

/// A published calendar, and the place of a model in it.
pub(crate) struct PublishedRegressors {
    path: PathBuf,
    calendar: CalendarDocument,
    /// The index of the first period after the model's data.
    next: usize,
}

impl PublishedRegressors {
    /// Reads `calendar.json` for a model whose data end with `last_period`.
    pub(crate) fn read(path: &Path, last_period: Option<NaiveDate>) -> anyhow::Result<Self> {
        let named = path.display();
        let bytes = std::fs::read(path)
            .map_err(|error| UsageError(format!("cannot read `{named}`: {error}")))?;
        let calendar = read::<CalendarDocument>(&bytes)
            .map_err(|error| UsageError(format!("`{named}` is not a calendar: {error}")))?
            .validated()
            .map_err(|error| UsageError(format!("`{named}`: {error}")))?;
        let last = last_period.ok_or_else(|| {
            UsageError(
                "the model does not say where its data end; --calendar is for published models \
                 such as models/<id>.json, others take --exog"
                    .to_owned(),
            )
        })?;
        let last = calendar.index_of(last).ok_or_else(|| {
            UsageError(format!(
                "the model's last period `{last}` is not in `{named}`; take the calendar of the \
                 same publication"
            ))
        })?;
        Ok(Self {
            path: path.to_owned(),
            calendar,
            next: last + 1,
        })
    }

    /// The regressors of `history` newer periods and of `horizon` periods after them.
    pub(crate) fn split(
        &self,
        names: &[String],
        history: usize,
        horizon: usize,
    ) -> Result<[Exog; 2], UsageError> {
        let middle = self.next.saturating_add(history);
        let exog = |from: usize, to: usize| {
            self.calendar
                .exog(names, from..to)
                .map_err(|error| UsageError(format!("`{}`: {error}", self.path.display())))
        };
        let future = exog(middle, middle.saturating_add(horizon))?;
        Ok([exog(self.next, middle)?, future])
    }
}
