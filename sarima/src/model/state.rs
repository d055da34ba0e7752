//! The filter's state in JSON.

use crate::filter::{Factor, Filter, Gain, System, Trajectory};
use crate::json::{Fields, Shortest, Value, numbers};

/// The state of the filter, in units of the innovation standard deviation where a scale matters.
///
/// Complete data of a model with `r = max(p + P s, q + Q s + 1)` need `d + D s + 3 r + 2` numbers,
/// `r` fewer once the gain is steady. Each missing value that still matters adds `r + d + D s`.
pub(super) fn to_value(filter: &Filter) -> Value {
    let flat = |path: &Trajectory| {
        let all: Vec<f64> = path.arma.iter().chain(&path.levels).copied().collect();
        Value::numbers(&all)
    };
    let mut fields = vec![
        ("periods", Value::whole(filter.seen)),
        ("levels", Value::numbers(&filter.mean.levels)),
        ("arma", Value::numbers(&filter.mean.arma)),
        ("f", Value::Number(filter.gain.f)),
        ("gain", Value::numbers(&filter.gain.k)),
    ];
    if !filter.gain.l.is_empty() {
        fields.push(("generator", Value::numbers(&filter.gain.l)));
    }
    if !filter.factors.is_empty() {
        fields.push((
            "factors",
            Value::List(filter.factors.iter().map(|f| flat(&f.path)).collect()),
        ));
    }
    Value::object(fields)
}

/// Reads a filter; the error names the field at fault.
pub(super) fn from_value(value: &Value, system: System) -> Result<Filter, String> {
    let state = Fields::of("state", value)?;
    let (dim, n_diff) = (system.dim, system.n_diff);
    let levels = length("state.levels", state.numbers("levels")?, n_diff)?;
    let arma = length("state.arma", state.numbers("arma")?, dim)?;
    let k = length("state.gain", state.numbers("gain")?, dim)?;
    let mut l = state.numbers("generator")?;
    if let Some(ell) = l.first() {
        if ell.abs() >= 1.0 {
            return Err(format!(
                "`state.generator` starts with `{}`, which is not inside (-1, 1)",
                Shortest(*ell)
            ));
        }
        l = length("state.generator", l, dim)?;
    }
    let f = state.number("f")?;
    if f <= 0.0 {
        return Err(format!(
            "`state.f` is `{}`, which is not positive",
            Shortest(f)
        ));
    }
    let mut factors = Vec::new();
    if state.optional("factors").is_some() {
        for item in state.list("factors")? {
            let mut all = numbers(item).ok_or("`state.factors` is not a list of numbers")?;
            all = length("state.factors", all, dim + n_diff)?;
            let levels = all.split_off(dim);
            factors.push(Factor {
                path: Trajectory { arma: all, levels },
                diffuse: false,
            });
        }
    }
    Ok(Filter {
        gain: Gain { f, k, l },
        mean: Trajectory { arma, levels },
        factors,
        seen: state.whole("periods")?,
        warm: n_diff,
        system,
    })
}

/// Checks that a list has `expected` numbers.
pub(super) fn length(what: &str, values: Vec<f64>, expected: usize) -> Result<Vec<f64>, String> {
    if values.len() == expected {
        Ok(values)
    } else {
        Err(format!(
            "`{what}` has `{}` numbers, expected `{expected}`",
            values.len()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, Params, SeasonalOrder, Spec};

    fn filter() -> (Spec, Params, Filter) {
        let spec = Spec::new(Order::new(1, 1, 1), SeasonalOrder::none());
        let params = Params::from_slice(&spec, &[0.5, -0.4, 2.0]).unwrap();
        let mut filter = Filter::new(System::new(&spec, &params)).unwrap();
        for level in [Some(1.0), Some(2.0), None, Some(1.5)] {
            filter.step(level);
        }
        (spec, params, filter)
    }

    #[test]
    fn a_state_comes_back_to_the_bit() {
        let (spec, params, filter) = filter();
        let system = System::new(&spec, &params);
        assert_eq!(from_value(&to_value(&filter), system), Ok(filter));
    }

    #[test]
    fn a_list_of_the_wrong_length_is_named() {
        let (spec, params, filter) = filter();
        let Value::Object(mut fields) = to_value(&filter) else {
            panic!("an object");
        };
        for (name, value) in &mut fields {
            if name == "gain" {
                *value = Value::numbers(&[1.0]);
            }
        }
        let error = from_value(&Value::Object(fields), System::new(&spec, &params));
        let expected = "`state.gain` has `1` numbers, expected `2`";
        assert_eq!(error.unwrap_err(), expected);
    }
}
