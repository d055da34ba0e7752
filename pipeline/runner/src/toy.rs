//! A kind of step for the tests of the workflow language: it declares inputs and outputs, and
//! computes nothing.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Context, Input, Output, Registry, Step, StepKind, StepRef, WholeWork, Work};

/// The kinds of the tests.
pub(crate) const REGISTRY: Registry = Registry::new(&[StepKind::of::<Toy>("toy", "no code")]);

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Toy {
    run: Value,
    #[serde(default)]
    inputs: BTreeMap<String, StepRef>,
    outputs: BTreeMap<String, String>,
}

impl Step for Toy {
    fn inputs(&self) -> Vec<Input> {
        let input = |(name, step): (&String, &StepRef)| {
            let slot = format!("inputs.{name}");
            Input::step(slot, step, "")
        };
        self.inputs.iter().map(input).collect()
    }

    fn outputs(&self) -> Vec<Output> {
        self.outputs
            .keys()
            .map(|name| Output::bytes(name.clone()))
            .collect()
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }
}

impl WholeWork for Toy {
    fn run(&self, _ctx: &Context) -> anyhow::Result<()> {
        Ok(())
    }
}
