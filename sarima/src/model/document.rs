//! The model as a JSON document.

use super::ets::Ets;
use super::forecaster::{Model, ModelError};
use super::mean::Mean;
use super::mstl::Mstl;
use super::sarima_json;
use super::seasonal_naive::SeasonalNaive;
use crate::json::{self, Fields, Shortest, Value};

/// The version of the model document that this crate writes, and the only one it reads.
///
/// # Example
/// ```
/// let text = sarima::mean(&[1.0, 2.0], false).to_json();
/// assert!(text.starts_with(&format!("{{\"schema_version\":{}", sarima::SCHEMA_VERSION)));
/// ```
pub const SCHEMA_VERSION: u32 = 1;

pub(super) fn write(model: &Model) -> String {
    let mut fields = vec![
        ("schema_version", Value::Number(f64::from(SCHEMA_VERSION))),
        ("method", Value::text(model.method())),
    ];
    let simple = |non_negative: bool, value: Value| {
        vec![
            ("non_negative", Value::Bool(non_negative)),
            (model.method(), value),
        ]
    };
    fields.extend(match model {
        Model::Sarima(model) => sarima_json::fields(model),
        Model::Ets {
            model,
            non_negative,
        } => simple(*non_negative, model.to_value()),
        Model::Mstl {
            model,
            non_negative,
        } => simple(*non_negative, model.to_value()),
        Model::SeasonalNaive {
            model,
            non_negative,
        } => simple(*non_negative, model.to_value()),
        Model::Mean {
            model,
            non_negative,
        } => simple(*non_negative, model.to_value()),
    });
    json::write(&Value::object(fields))
}

pub(super) fn read(text: &str) -> Result<Model, ModelError> {
    let value = json::read(text)?;
    let document =
        Fields::of("", &value).map_err(|_| ModelError::Content("not an object".to_owned()))?;
    let version = document
        .number("schema_version")
        .map_err(ModelError::Content)?;
    if version != f64::from(SCHEMA_VERSION) {
        return Err(ModelError::Version(version));
    }
    model(&document).map_err(ModelError::Content)
}

fn model(document: &Fields<'_>) -> Result<Model, String> {
    let method = document.text("method")?;
    if method == "sarima" {
        return Ok(Model::Sarima(Box::new(sarima_json::read(document)?)));
    }
    let non_negative = document
        .optional("non_negative")
        .map_or(Ok(false), |_| document.boolean("non_negative"))?;
    let fields = |name| Fields::of(name, document.required(name)?);
    Ok(match method {
        "ets" => Model::Ets {
            model: Ets::from_fields(&fields("ets")?)?,
            non_negative,
        },
        "mstl" => Model::Mstl {
            model: Mstl::from_fields(&fields("mstl")?)?,
            non_negative,
        },
        "seasonal_naive" => {
            let model = SeasonalNaive::from_fields(&fields("seasonal_naive")?)?;
            Model::SeasonalNaive {
                model,
                non_negative,
            }
        }
        "mean" => Model::Mean {
            model: Mean::from_fields(&fields("mean")?)?,
            non_negative,
        },
        other => return Err(format!("unknown method `{other}`")),
    })
}

/// A variance that was read.
pub(super) fn variance(fields: &Fields<'_>) -> Result<f64, String> {
    match fields.number("sigma2")? {
        value if value >= 0.0 => Ok(value),
        value => Err(format!(
            "`sigma2` is `{}`, which is negative",
            Shortest(value)
        )),
    }
}

/// A seasonal cycle that was read, of at least one number.
pub(super) fn cycle(fields: &Fields<'_>) -> Result<Vec<f64>, String> {
    match fields.numbers("cycle")? {
        cycle if cycle.is_empty() => Err("`cycle` is empty".to_owned()),
        cycle => Ok(cycle),
    }
}
