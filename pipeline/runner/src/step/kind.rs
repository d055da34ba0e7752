//! Kinds of steps, by which a workflow's `uses:` finds the code of a step.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Step;
use crate::node::{Node, NodeError};

/// A kind of step, named by a workflow's `uses:`.
#[derive(Debug, Clone, Copy)]
pub struct StepKind {
    /// The name after `uses:`.
    pub name: &'static str,
    /// A fingerprint of all code that can change the kind's results. A cached result is only used
    /// by the code that computed it.
    pub code: &'static str,
    // Function pointers rather than a trait object, so that a registry can be a constant.
    parse: fn(&Node) -> Result<Box<dyn AnyStep>, NodeError>,
    from_params: fn(Value) -> serde_json::Result<Box<dyn AnyStep>>,
    schema: fn(&mut SchemaGenerator) -> Value,
}

impl StepKind {
    /// The kind `name`, whose parameters are a `T` and whose code has the fingerprint `code`.
    pub const fn of<T>(name: &'static str, code: &'static str) -> Self
    where
        T: Step + Serialize + DeserializeOwned + JsonSchema + 'static,
    {
        Self {
            name,
            code,
            parse: parse::<T>,
            from_params: from_params::<T>,
            schema: schema::<T>,
        }
    }

    pub(crate) fn parse(&self, params: &Node) -> Result<Box<dyn AnyStep>, NodeError> {
        (self.parse)(params)
    }

    /// Makes a step from parameters as [`AnyStep::params`] returns them.
    pub(crate) fn rebuild(&self, params: Value) -> serde_json::Result<Box<dyn AnyStep>> {
        (self.from_params)(params)
    }

    pub(crate) fn schema(&self, generator: &mut SchemaGenerator) -> Value {
        (self.schema)(generator)
    }
}

/// A step whose parameters can be written back, including defaults.
pub(crate) trait AnyStep: Step {
    fn params(&self) -> serde_json::Result<Value>;
}

impl<T: Step + Serialize> AnyStep for T {
    fn params(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }
}

fn parse<T>(params: &Node) -> Result<Box<dyn AnyStep>, NodeError>
where
    T: Step + Serialize + DeserializeOwned + 'static,
{
    params
        .deserialize::<T>()
        .map(|step| Box::new(step) as Box<dyn AnyStep>)
}

fn from_params<T>(params: Value) -> serde_json::Result<Box<dyn AnyStep>>
where
    T: Step + Serialize + DeserializeOwned + 'static,
{
    serde_json::from_value::<T>(params).map(|step| Box::new(step) as Box<dyn AnyStep>)
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    T::json_schema(generator).to_value()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::toy::REGISTRY;

    #[test]
    fn a_step_is_made_again_from_its_parameters_with_their_defaults() {
        let kind = REGISTRY.find("toy").unwrap();
        let step = kind
            .rebuild(json!({ "run": "x", "outputs": { "o": "o.txt" } }))
            .unwrap();
        let params = step.params().unwrap();
        assert_eq!(params["inputs"], json!({}));
        assert_eq!(
            kind.rebuild(params.clone()).unwrap().params().unwrap(),
            params
        );
        let unknown = json!({ "run": "x", "outputs": {}, "outptus": {} });
        assert!(kind.rebuild(unknown).is_err());
        assert!(REGISTRY.find("to").is_none());
    }

    #[test]
    fn a_reference_without_an_output_means_the_only_one() {
        let kind = REGISTRY.find("toy").unwrap();
        let step = |outputs| {
            kind.rebuild(json!({ "run": "x", "outputs": outputs }))
                .unwrap()
        };
        let one = step(json!({ "o": "o.txt" }));
        assert_eq!(
            (one.bare_output(""), one.bare_output("p")),
            ("o".into(), "p".into())
        );
        let two = step(json!({ "o": "o.txt", "p": "p.txt" }));
        assert_eq!(two.bare_output(""), "");
    }
}
