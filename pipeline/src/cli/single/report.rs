//! Prints the results of `fit` and `forecast`.

use anyhow::Context;
use sarima::{Forecast, Model, SarimaModel, SumForecast};
use serde_json::{Map, Value, json};

use crate::cli::answer::{answer, text};

/// A fit, or an evaluation at given parameters.
pub(crate) struct Report {
    pub(crate) model: Model,
    /// `false` for an evaluation at given parameters.
    estimated: bool,
    pub(crate) elapsed_ms: f64,
    pub(crate) forecast: Option<Forecast>,
}

impl Report {
    pub(crate) fn new(model: Model, estimated: bool) -> Self {
        Self {
            model,
            estimated,
            elapsed_ms: 0.0,
            forecast: None,
        }
    }
}

pub(crate) fn print_fit(report: &Report, as_json: bool) -> anyhow::Result<()> {
    let fit = report
        .model
        .as_sarima()
        .context("the model is not a SARIMA model")?;
    if as_json {
        answer!("{:#}", fit_json(report, fit));
    } else {
        text(format_args!("{}", fit_text(report, fit)));
        if let Some(forecast) = &report.forecast {
            text(format_args!("\n{}", forecast_text(forecast)));
        }
    }
    Ok(())
}

pub(crate) fn print_forecast(
    model: &Model,
    forecast: &Forecast,
    sum: Option<&SumForecast>,
    as_json: bool,
) {
    if as_json {
        let mut document = json!({ "method": model.method(), "forecast": forecast_json(forecast) });
        if let Some(sum) = sum {
            document["sum"] = sum_json(sum);
        }
        answer!("{document:#}");
        return;
    }
    text(format_args!("{}", forecast_text(forecast)));
    if let Some(sum) = sum {
        answer!("\nsum {:.6} se {:.6}", sum.mean, sum.se);
        for interval in &sum.intervals {
            answer!(
                "  {} {:.6} {:.6}",
                interval.level,
                interval.lower,
                interval.upper
            );
        }
    }
}

fn fit_json(report: &Report, fit: &SarimaModel) -> Value {
    let (spec, facts) = (fit.spec(), fit.report());
    let names = spec.param_names();
    let named = |values: Vec<Value>| names.iter().cloned().zip(values).collect::<Map<_, _>>();
    let params = fit.params().to_vec().into_iter().map(Value::from).collect();
    let std_errors = facts.std_errors.iter().map(|e| json!(e)).collect();
    let mut document = json!({
        "method": "sarima",
        "order": spec.order,
        "seasonal_order": spec.seasonal_order,
        "constant": spec.constant,
        "exog": spec.exog,
        "transform": spec.transform,
        "params": named(params),
        "std_errors": named(std_errors),
        "sigma2": fit.params().sigma2,
        "llf": facts.llf,
        "aic": facts.aic,
        "aicc": facts.aicc,
        "bic": facts.bic,
        "nobs": facts.nobs,
        "n_params": spec.n_params(),
        "converged": report.estimated.then_some(facts.converged),
        "iterations": facts.iterations,
        "elapsed_ms": report.elapsed_ms,
        "diagnostics": facts.diagnostics,
    });
    if let Some(forecast) = &report.forecast {
        document["forecast"] = forecast_json(forecast);
    }
    document
}

fn forecast_json(forecast: &Forecast) -> Value {
    let interval = |i: &sarima::PredictionInterval| {
        let mut bounds = json!({ "lower": i.lower, "upper": i.upper });
        if let Some(probability) = &i.probability {
            bounds["probability"] = json!(probability);
        }
        (i.level.to_string(), bounds)
    };
    let intervals: Map<String, Value> = forecast.intervals.iter().map(interval).collect();
    json!({ "mean": forecast.mean, "se": forecast.se, "intervals": intervals })
}

fn sum_json(sum: &SumForecast) -> Value {
    let interval = |i: &sarima::SumInterval| {
        let mut bounds = json!({ "lower": i.lower, "upper": i.upper });
        if let Some(probability) = i.probability {
            bounds["probability"] = json!(probability);
        }
        (i.level.to_string(), bounds)
    };
    let intervals: Map<String, Value> = sum.intervals.iter().map(interval).collect();
    json!({ "mean": sum.mean, "se": sum.se, "intervals": intervals })
}

fn fit_text(report: &Report, fit: &SarimaModel) -> String {
    let (spec, facts) = (fit.spec(), fit.report());
    let season = if spec.seasonal_order.is_none() {
        String::new()
    } else {
        spec.seasonal_order.to_string()
    };
    let mut text = format!(
        "SARIMA{}{season}\n\n{:<16}{:>16}{:>16}\n",
        spec.order, "", "estimate", "std. error"
    );
    for ((name, value), error) in spec
        .param_names()
        .iter()
        .zip(fit.params().to_vec())
        .zip(&facts.std_errors)
    {
        let error = error.map_or_else(|| "-".to_owned(), |e| format!("{e:.6}"));
        text += &format!("{name:<16}{value:>16.6}{error:>16}\n");
    }
    let aicc = facts
        .aicc
        .map_or_else(|| "undefined".to_owned(), |a| format!("{a:.3}"));
    text += &format!(
        "\nlog-likelihood {:.6}  AIC {:.3}  AICc {aicc}  BIC {:.3}\n",
        facts.llf, facts.aic, facts.bic
    );
    let how = match (report.estimated, facts.converged) {
        (false, _) => "evaluated at the parameters given".to_owned(),
        (true, true) => format!("converged in {} iterations", facts.iterations),
        (true, false) => format!("not converged after {} iterations", facts.iterations),
    };
    text + &format!(
        "{} observations, {how}, {:.2} ms\n",
        facts.nobs, report.elapsed_ms
    )
}

fn forecast_text(forecast: &Forecast) -> String {
    let mut text = format!("{:>6}{:>14}{:>14}", "", "mean", "se");
    for interval in &forecast.intervals {
        text += &format!(
            "{:>14}{:>14}",
            format!("lower {}", interval.level),
            format!("upper {}", interval.level)
        );
    }
    text.push('\n');
    for (h, (mean, se)) in forecast.mean.iter().zip(&forecast.se).enumerate() {
        text += &format!("{:>6}{mean:>14.4}{se:>14.4}", h + 1);
        for interval in &forecast.intervals {
            text += &format!("{:>14.4}{:>14.4}", interval.lower[h], interval.upper[h]);
        }
        text.push('\n');
    }
    text
}
