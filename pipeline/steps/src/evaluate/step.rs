//! The step as the runner sees it: inputs, outputs and checks of the parameters.

use super::params::Evaluate;
use crate::forecasting::named_twice;
use hotcast_runner::{Input, NoEffect, Output, Problem, Step, Work};

impl Step for Evaluate {
    fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![
            Input::step("series", &self.series, "series"),
            Input::step("calendar", &self.series, "calendar"),
        ];
        if let Some(models) = &self.models {
            inputs.push(Input::step("models", models, "settings"));
            inputs.push(Input::step("models_calendar", models, "calendar"));
        }
        if let (Some(incidents), Some(hotspots)) = (&self.incidents, &self.hotspots) {
            inputs.push(
                Input::step("incidents", incidents, "incidents")
                    .columns(&["time", "lon", "lat", "count"]),
            );
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
        vec![NoEffect {
            field: "hotspot_methods",
            decided_by: &["incidents", "hotspots"],
            only: "with `incidents` and `hotspots`, on which hotspots are scored",
        }]
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
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
