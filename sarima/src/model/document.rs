//! The model as a JSON document.

use serde::{Deserialize, Serialize};

use super::ets::Ets;
use super::mean::Mean;
use super::mstl::Mstl;
use super::named::Named;
use super::sarima::{FitReport, SarimaModel};
use super::seasonal_naive::SeasonalNaive;
use super::state::{StateDocument, length};
use super::{Model, ModelError};
use crate::diagnostics::Diagnostics;
use crate::filter::System;
use crate::{Params, Spec};

/// The version of the model document that this crate writes, and the only one it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// The document, every method's fields side by side.
#[derive(Serialize, Deserialize)]
struct Document {
    schema_version: u32,
    method: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spec: Option<Spec>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    params: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    std_errors: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sigma2: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    llf: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aic: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aicc: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bic: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nobs: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    converged: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iterations: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<StateDocument>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Diagnostics>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    non_negative: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ets: Option<Ets>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mstl: Option<Mstl>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seasonal_naive: Option<SeasonalNaive>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mean: Option<Mean>,
}

/// The document's version, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

pub(super) fn write(model: &Model) -> String {
    let document = Document::of(model);
    // Serialising plain numbers and strings into memory has nothing that could fail.
    serde_json::to_string(&document).unwrap_or_default()
}

pub(super) fn read(json: &str) -> Result<Model, ModelError> {
    let version: Version = serde_json::from_str(json)?;
    if version.schema_version != SCHEMA_VERSION {
        return Err(ModelError::Version(version.schema_version));
    }
    let document: Document = serde_json::from_str(json)?;
    document.into_model().map_err(ModelError::Content)
}

impl Document {
    fn empty(method: &str) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            method: method.to_owned(),
            spec: None,
            params: None,
            std_errors: None,
            sigma2: None,
            llf: None,
            aic: None,
            aicc: None,
            bic: None,
            nobs: None,
            converged: None,
            iterations: None,
            state: None,
            diagnostics: None,
            non_negative: None,
            ets: None,
            mstl: None,
            seasonal_naive: None,
            mean: None,
        }
    }

    fn of(model: &Model) -> Self {
        let empty = Self::empty(model.method());
        match model {
            Model::Sarima(model) => Self::of_sarima(model, empty),
            Model::Ets {
                model,
                non_negative,
            } => Self {
                ets: Some(*model),
                non_negative: Some(*non_negative),
                ..empty
            },
            Model::Mstl {
                model,
                non_negative,
            } => Self {
                mstl: Some(model.clone()),
                non_negative: Some(*non_negative),
                ..empty
            },
            Model::SeasonalNaive {
                model,
                non_negative,
            } => Self {
                seasonal_naive: Some(model.clone()),
                non_negative: Some(*non_negative),
                ..empty
            },
            Model::Mean {
                model,
                non_negative,
            } => Self {
                mean: Some(*model),
                non_negative: Some(*non_negative),
                ..empty
            },
        }
    }

    fn of_sarima(model: &SarimaModel, empty: Self) -> Self {
        let names = model.spec.param_names();
        let named = |values: Vec<Option<f64>>| Named(names.iter().cloned().zip(values).collect());
        let report = &model.report;
        Self {
            params: Some(named(model.params.to_vec().into_iter().map(Some).collect())),
            std_errors: Some(named(report.std_errors.clone())),
            sigma2: Some(model.params.sigma2),
            llf: Some(report.llf),
            aic: Some(report.aic),
            aicc: report.aicc,
            bic: Some(report.bic),
            nobs: Some(report.nobs),
            converged: Some(report.converged),
            iterations: Some(report.iterations),
            state: Some(StateDocument::new(&model.filter)),
            diagnostics: report.diagnostics.clone(),
            spec: Some(model.spec.clone()),
            ..empty
        }
    }

    fn into_model(self) -> Result<Model, String> {
        let non_negative = self.non_negative.unwrap_or(false);
        match self.method.as_str() {
            "sarima" => self
                .into_sarima()
                .map(|model| Model::Sarima(Box::new(model))),
            "ets" => {
                let model = present("ets", self.ets)?;
                model.check()?;
                Ok(Model::Ets {
                    model,
                    non_negative,
                })
            }
            "mstl" => {
                let model = present("mstl", self.mstl)?;
                model.check()?;
                Ok(Model::Mstl {
                    model,
                    non_negative,
                })
            }
            "seasonal_naive" => {
                let model = present("seasonal_naive", self.seasonal_naive)?;
                length(
                    "seasonal_naive.cycle",
                    &model.cycle,
                    model.cycle.len().max(1),
                )?;
                variance("seasonal_naive.sigma2", model.sigma2)?;
                Ok(Model::SeasonalNaive {
                    model,
                    non_negative,
                })
            }
            "mean" => {
                let model = present("mean", self.mean)?;
                length("mean.level", &[model.level], 1)?;
                variance("mean.sigma2", model.sigma2)?;
                Ok(Model::Mean {
                    model,
                    non_negative,
                })
            }
            other => Err(format!("unknown method `{other}`")),
        }
    }

    fn into_sarima(self) -> Result<SarimaModel, String> {
        let spec = present("spec", self.spec)?;
        spec.validate().map_err(|e| format!("`spec`: {e}"))?;
        let named = present("params", self.params)?;
        let params =
            Params::from_named(&spec, |name| named.get(name)).map_err(|e| e.to_string())?;
        let number = |name: &str, value: Option<f64>| match present(name, value)? {
            v if v.is_finite() => Ok(v),
            v => Err(format!("`{name}` is `{v}`, which is not finite")),
        };
        let sigma2 = number("sigma2", self.sigma2)?;
        if sigma2 != params.sigma2 {
            return Err(format!(
                "`sigma2` is `{sigma2}` but `params.sigma2` is `{}`",
                params.sigma2
            ));
        }
        let std_errors = self.std_errors.unwrap_or_default();
        let report = FitReport {
            std_errors: spec
                .param_names()
                .iter()
                .map(|name| std_errors.get(name))
                .collect(),
            llf: number("llf", self.llf)?,
            aic: number("aic", self.aic)?,
            aicc: self.aicc,
            bic: number("bic", self.bic)?,
            nobs: present("nobs", self.nobs)?,
            converged: present("converged", self.converged)?,
            iterations: present("iterations", self.iterations)?,
            diagnostics: self.diagnostics,
        };
        let system = System::new(&spec, &params);
        let filter = present("state", self.state)?.into_filter(system)?;
        Ok(SarimaModel {
            spec,
            params,
            report,
            filter,
        })
    }
}

fn present<T>(name: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("`{name}` is missing"))
}

fn variance(name: &str, value: f64) -> Result<(), String> {
    if value.is_finite() && value >= 0.0 {
        Ok(())
    } else {
        Err(format!("`{name}` is `{value}`, which is not a variance"))
    }
}
