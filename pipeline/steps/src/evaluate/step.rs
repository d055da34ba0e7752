//! The step as the runner sees it: inputs, outputs and checks of the parameters.

use super::params::Evaluate;
use crate::forecasting::named_twice;
use hotcast_runner::{Input, NoEffect, Output, Problem, Step, Work};

impl Step for Evaluate {
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![
            Input::step("series", &self.series, "series"),
            Input::step("calendar", &self.series, "calendar").or_behind("series"),
        ];
        if let Some(models) = &self.models {
            inputs.push(Input::step("models", models, "settings"));
            inputs.push(Input::step("models_calendar", models, "calendar"));
        }
        if let (Some(incidents), Some(hotspots)) = (&self.incidents, &self.hotspots) {
            let all = ["time", "lon", "lat", "count", "category"];
            let by_category = self.categories.is_some() || self.exclude_categories.is_some();
            let columns = &all[..if by_category { 5 } else { 4 }];
            inputs.push(Input::step("incidents", incidents, "incidents").columns(columns));
            inputs.push(Input::step("hotspots", hotspots, "rule"));
        }
        inputs
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::json("evaluation")]
    }

    fn work(&self) -> Work<'_> {
        Work::Records(self)
    }

    fn without_effect(&self) -> Vec<NoEffect> {
        if self.incidents.is_some() && self.hotspots.is_some() {
            return Vec::new();
        }
        ["hotspot_methods", "categories", "exclude_categories"]
            .map(|field| NoEffect {
                field,
                decided_by: &["incidents", "hotspots"],
                only: "with `incidents` and `hotspots`, on which hotspots are scored",
            })
            .to_vec()
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = self.chosen().problems();
        let mut problem = |field: &str, message: &str, hint: &str| {
            problems.push(Problem {
                field: field.to_owned(),
                message: message.to_owned(),
                hint: Some(hint.to_owned()),
            });
        };
        if self.horizon == 0 || self.horizon > 1000 {
            problem(
                "horizon",
                "is not between 1 and 1000",
                "4 looks four periods ahead",
            );
        }
        if self.origins == 0 || self.origins > 1000 {
            problem(
                "origins",
                "is not between 1 and 1000",
                "6 forecasts six times",
            );
        }
        if let Some(twice) = named_twice(&self.baselines) {
            let message = format!("`{}` is named twice", twice.name());
            problem("baselines", &message, "name each once");
        }
        if let Some(twice) = named_twice(&self.hotspot_methods) {
            let message = format!("`{}` is named twice", twice.name());
            problem("hotspot_methods", &message, "name each once");
        }
        if self.incidents.is_some() != self.hotspots.is_some() {
            let field = if self.incidents.is_some() {
                "incidents"
            } else {
                "hotspots"
            };
            problem(
                field,
                "has an effect only together with its partner",
                "name both `incidents` and `hotspots`, or neither",
            );
        }
        problems
    }
}
