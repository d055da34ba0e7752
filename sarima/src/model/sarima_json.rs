//! The part of a model document that belongs to a SARIMA model.

use super::report::FitReport;
use super::sarima::SarimaModel;
use super::{diagnostics_json, spec_json, state};
use crate::Params;
use crate::calibration::Calibration;
use crate::filter::System;
use crate::json::{Fields, Shortest, Value};

/// The fields that a SARIMA model adds to the document.
pub(super) fn fields(model: &SarimaModel) -> Vec<(&'static str, Value)> {
    let report = &model.report;
    let names = model.spec.param_names();
    let named = |values: &mut dyn Iterator<Item = Value>| {
        Value::Object(names.iter().cloned().zip(values).collect())
    };
    let mut fields = vec![
        ("spec", spec_json::to_value(&model.spec)),
        (
            "params",
            named(&mut model.params.to_vec().into_iter().map(Value::Number)),
        ),
        (
            "std_errors",
            named(&mut report.std_errors.iter().map(|e| Value::or_null(*e))),
        ),
        ("sigma2", Value::Number(model.params.sigma2)),
        ("llf", Value::Number(report.llf)),
        ("aic", Value::Number(report.aic)),
        ("aicc", Value::or_null(report.aicc)),
        ("bic", Value::Number(report.bic)),
        ("nobs", Value::whole(report.nobs)),
        ("converged", Value::Bool(report.converged)),
        ("iterations", Value::whole(report.iterations)),
        ("state", state::to_value(&model.filter)),
    ];
    if let Some(tests) = &report.diagnostics {
        fields.push(("diagnostics", diagnostics_json::to_value(tests)));
    }
    fields
}

/// Reads the model; the error names the field at fault.
pub(super) fn read(document: &Fields<'_>) -> Result<SarimaModel, String> {
    let spec = spec_json::from_value(document.required("spec")?)?;
    let names = spec.param_names();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let named = Fields::of("params", document.required("params")?)?;
    named.only(&known)?;
    let values: Vec<f64> = names
        .iter()
        .map(|name| named.number(name))
        .collect::<Result<_, _>>()?;
    let params = Params::from_slice(&spec, &values).map_err(|e| e.to_string())?;
    let sigma2 = document.number("sigma2")?;
    if sigma2 != params.sigma2 {
        return Err(format!(
            "`sigma2` is `{}` but `params.sigma2` is `{}`",
            Shortest(sigma2),
            Shortest(params.sigma2)
        ));
    }
    let std_errors = match document.optional("std_errors") {
        Some(value) => {
            let errors = Fields::of("std_errors", value)?;
            names
                .iter()
                .map(|name| errors.optional_number(name))
                .collect::<Result<_, _>>()?
        }
        None => vec![None; names.len()],
    };
    let report = FitReport {
        std_errors,
        llf: document.number("llf")?,
        aic: document.number("aic")?,
        aicc: document.optional_number("aicc")?,
        bic: document.number("bic")?,
        nobs: document.whole("nobs")?,
        converged: document.boolean("converged")?,
        iterations: document.whole("iterations")?,
        diagnostics: document
            .optional("diagnostics")
            .map(diagnostics_json::from_value)
            .transpose()?,
    };
    let system = System::new(&spec, &params);
    let filter = state::from_value(document.required("state")?, system)?;
    Ok(SarimaModel {
        spec,
        params,
        report,
        filter,
        calibration: Calibration::of_document(document)?,
    })
}
