//! The model as a JSON document.

#[cfg(feature = "counts")]
use super::counts::Counts;
use super::error::{ModelError, SCHEMA_VERSION};
use super::ets::Ets;
use super::forecaster::Model;
use super::mean::Mean;
use super::mstl::Mstl;
use super::sarima_json;
use super::seasonal_naive::SeasonalNaive;
use crate::Calibration;
use crate::json::{self, Fields, Value};

impl Model {
    /// Reads a document written by [`Model::to_json`].
    ///
    /// The numbers read are bit for bit the numbers written. Memory is bounded by the text's own
    /// size.
    ///
    /// # Errors
    /// [`ModelError`] when the text is not JSON, of an unknown version, of a method that is not in
    /// this build, or has missing, impossible or inconsistent content.
    ///
    /// # Example
    /// ```
    /// let text = r#"{"schema_version": 9, "method": "lstm"}"#;
    /// let error = sarima::Model::from_json(text).unwrap_err();
    /// assert_eq!(error.to_string(), "schema version `9` is not supported, only `1`");
    /// ```
    pub fn from_json(json: &str) -> Result<Self, ModelError> {
        read(json)
    }

    /// The model as a JSON document on one line.
    ///
    /// # Example
    /// ```
    /// let model = sarima::mean(&[1.0, 3.0], true);
    /// assert_eq!(sarima::Model::from_json(&model.to_json())?, model);
    /// # Ok::<(), sarima::ModelError>(())
    /// ```
    pub fn to_json(&self) -> String {
        write(self)
    }
}

fn write(model: &Model) -> String {
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
            ..
        } => simple(*non_negative, model.to_value()),
        Model::Mstl {
            model,
            non_negative,
            ..
        } => simple(*non_negative, model.to_value()),
        Model::SeasonalNaive {
            model,
            non_negative,
            ..
        } => simple(*non_negative, model.to_value()),
        Model::Mean {
            model,
            non_negative,
            ..
        } => simple(*non_negative, model.to_value()),
        #[cfg(feature = "counts")]
        Model::Counts(model) => vec![("counts", model.to_value())],
    });
    if let Some(calibration) = model.calibration() {
        fields.push(("calibration", calibration.to_value()));
    }
    json::write(&Value::object(fields))
}

fn read(text: &str) -> Result<Model, ModelError> {
    let value = json::read(text)?;
    let document =
        Fields::of("", &value).map_err(|_| ModelError::Content("not an object".to_owned()))?;
    let version = document
        .number("schema_version")
        .map_err(ModelError::Content)?;
    if version != f64::from(SCHEMA_VERSION) {
        return Err(ModelError::Version(version));
    }
    let method = document.text("method").map_err(ModelError::Content)?;
    if cfg!(not(feature = "counts")) && method == "counts" {
        return Err(ModelError::NotBuilt("counts"));
    }
    model(method, &document).map_err(ModelError::Content)
}

fn model(method: &str, document: &Fields<'_>) -> Result<Model, String> {
    if method == "sarima" {
        return Ok(Model::Sarima(Box::new(sarima_json::read(document)?)));
    }
    let non_negative = document
        .optional("non_negative")
        .map_or(Ok(false), |_| document.boolean("non_negative"))?;
    let calibration = Calibration::of_document(document)?;
    let fields = |name| Fields::of(name, document.required(name)?);
    Ok(match method {
        "ets" => Model::Ets {
            model: Ets::from_fields(&fields("ets")?)?,
            non_negative,
            calibration,
        },
        "mstl" => Model::Mstl {
            model: Mstl::from_fields(&fields("mstl")?)?,
            non_negative,
            calibration,
        },
        "seasonal_naive" => {
            let model = SeasonalNaive::from_fields(&fields("seasonal_naive")?)?;
            Model::SeasonalNaive {
                model,
                non_negative,
                calibration,
            }
        }
        "mean" => Model::Mean {
            model: Mean::from_fields(&fields("mean")?)?,
            non_negative,
            calibration,
        },
        #[cfg(feature = "counts")]
        "counts" => Model::Counts(Box::new(Counts::from_fields(&fields("counts")?)?)),
        other => return Err(format!("unknown method `{other}`")),
    })
}
