//! The step as the runner sees it: inputs, outputs and checks of the parameters.

use sarima::Spec;

use super::columns::{self, Columns};
use super::effect::without_effect;
use super::params::Train;
use crate::calendar::Freq;
use crate::forecasting::{ForecastMethod, named_twice};
use hotcast_runner::{Input, NoEffect, Output, Problem, Step, Work};

impl Step for Train {
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![
            Input::step("series", &self.series, "series"),
            Input::step("calendar", &self.series, "calendar").or_behind("series"),
        ];
        inputs.extend(self.exog.columns.iter().flat_map(Columns::inputs));
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![
            Output::json("models"),
            Output::parquet("training"),
            Output::json("calendar"),
            Output::json("settings"),
            Output::parquet("timings").volatile(&["elapsed_ms"]),
        ]
    }

    fn work(&self) -> Work<'_> {
        Work::Records(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        without_effect(self)
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |field: &str, message: String, hint: Option<&str>| {
            problems.push(Problem {
                field: field.to_owned(),
                message,
                hint: hint.map(str::to_owned),
            });
        };
        let settings = self.settings(2, Freq::Week);
        if let Some(order) = settings.order.fixed() {
            let spec = Spec::new(order, settings.seasonal_order)
                .constant(settings.constant)
                .transform(settings.transform);
            if let Err(error) = spec.validate() {
                problem("order", error.to_string(), None);
            }
        }
        if let Some(twice) = named_twice(&self.candidates) {
            problem(
                "candidates",
                format!("`{}` is named twice", twice.name()),
                None,
            );
        }
        if self.candidates.is_empty() || self.candidates.contains(&ForecastMethod::Best) {
            problem(
                "candidates",
                "name one or more methods other than `best`".to_owned(),
                None,
            );
        }
        for (field, value) in [("horizon", self.horizon), ("origins", self.origins)] {
            if !(1..=1000).contains(&value) {
                problem(field, format!("`{value}` is not between 1 and 1000"), None);
            }
        }
        if !(0.0..=1.0).contains(&self.min_occupied_share) {
            problem(
                "min_occupied_share",
                format!("`{}` is not between 0 and 1", self.min_occupied_share),
                None,
            );
        }
        problems.extend(self.exog.columns.iter().flat_map(columns::check));
        problems
    }
}
