//! Parses the values of options.

use std::str::FromStr;

use clap::Args;
use sarima::{
    Exog, Model, Order, Params, SeasonalOrder, Spec, Transform, concentrated_log_likelihood,
};

use crate::cli::exit::UsageError;

/// Parses `p,d,q`.
pub(crate) fn order(text: &str) -> Result<Order, String> {
    let [p, d, q] = whole_numbers(text)?;
    Ok(Order::new(p, d, q))
}

/// Parses `P,D,Q,s`.
pub(crate) fn seasonal_order(text: &str) -> Result<SeasonalOrder, String> {
    let [p, d, q, s] = whole_numbers(text)?;
    Ok(SeasonalOrder::new(p, d, q, s))
}

fn whole_numbers<const N: usize>(text: &str) -> Result<[usize; N], String> {
    let parts = text.split(',').map(|part| part.trim().parse::<usize>());
    let numbers: Vec<usize> = parts
        .collect::<Result<_, _>>()
        .map_err(|_| "expected whole numbers and commas")?;
    numbers
        .try_into()
        .map_err(|found: Vec<usize>| format!("expected {N} numbers, found {}", found.len()))
}

/// The option `--level`.
#[derive(Debug, Args)]
pub(crate) struct Levels {
    /// Levels of the prediction intervals
    #[arg(
        long = "level",
        value_name = "LEVEL,…",
        value_delimiter = ',',
        default_value = "0.8,0.95",
        value_parser = level
    )]
    pub(crate) levels: Vec<f64>,
}

/// Parses a probability strictly between 0 and 1.
fn level(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(level) if level > 0.0 && level < 1.0 => Ok(level),
        _ => Err("a level is a number between 0 and 1, such as 0.95".to_owned()),
    }
}

/// A transformation, by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FitTransform(pub(crate) Transform);

impl FromStr for FitTransform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let power = |lambda: &str| lambda.parse().ok().filter(|l: &f64| l.is_finite());
        match text.split_once('=') {
            None if text == "none" => Ok(Self(Transform::None)),
            None if text == "log1p" => Ok(Self(Transform::Log1p)),
            None if text == "sqrt" => Ok(Self(Transform::Sqrt)),
            Some(("boxcox", lambda)) => match power(lambda) {
                Some(lambda) => Ok(Self(Transform::BoxCox { lambda })),
                None => Err(format!("the box-cox power `{lambda}` is not a number")),
            },
            _ => Err("expected none, log1p, sqrt or boxcox=LAMBDA".to_owned()),
        }
    }
}

/// Parameters by name: `name=value,…`.
#[derive(Debug, Clone)]
pub(crate) struct Named(Vec<(String, f64)>);

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pair = |part: &str| {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| format!("`{part}` is not name=value"))?;
            let number = value.trim().parse::<f64>().ok().filter(|v| v.is_finite());
            let number = number.ok_or_else(|| format!("`{value}` is not a number"))?;
            Ok((name.trim().to_owned(), number))
        };
        text.split(',')
            .filter(|part| !part.trim().is_empty())
            .map(pair)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Named {
    fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| *v)
    }

    /// All parameters of a specification: those given, and the maximum-likelihood estimates of
    /// `sigma2` and the regression coefficients if they are left out.
    ///
    /// The regression coefficients are given together or not at all.
    pub(crate) fn complete(
        &self,
        spec: &Spec,
        endog: &[f64],
        exog: &Exog,
    ) -> anyhow::Result<Params> {
        let names = spec.param_names();
        for (i, (name, _)) in self.0.iter().enumerate() {
            if !names.contains(name) {
                return Err(UsageError(format!(
                    "unknown parameter `{name}`, expected `{}`",
                    names.join("`, `")
                ))
                .into());
            }
            if self.0[..i].iter().any(|(n, _)| n == name) {
                return Err(UsageError(format!("parameter `{name}` is given twice")).into());
            }
        }
        let regression = &names[..spec.n_regression()];
        let given = regression.iter().filter(|n| self.get(n).is_some()).count();
        // The coefficients can only be estimated together.
        if given != 0 && given != regression.len() {
            let all = regression.join("`, `");
            return Err(UsageError(format!("give all of `{all}`, or none")).into());
        }
        // Placeholders for the parameters that are estimated below.
        let value = |name: &str| match self.get(name) {
            None if name == "sigma2" => Some(1.0),
            None if regression.iter().any(|n| n == name) => Some(0.0),
            value => value,
        };
        let mut params = Params::from_named(spec, value).map_err(|e| UsageError(e.to_string()))?;
        if given < regression.len() {
            params = concentrated_log_likelihood(spec, &params, endog, exog)?.1;
        } else if self.get("sigma2").is_none() {
            // At `sigma2` = 1 its estimate is the mean square of the standardized innovations.
            let model = Model::from_params(spec.clone(), params.clone(), endog, exog)?;
            let standardized = model.in_sample(endog, exog)?.standardized;
            let known = standardized.iter().filter(|e| !e.is_nan());
            let (sum, n) = known.fold((0.0, 0.0), |(sum, n), e| (sum + e * e, n + 1.0));
            params.sigma2 = sum / n;
        }
        // Estimating the coefficients has also estimated it, which does not count if it is given.
        if let Some(sigma2) = self.get("sigma2") {
            params.sigma2 = sigma2;
        }
        Ok(params)
    }
}
