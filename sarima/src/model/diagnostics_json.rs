//! Residual tests in JSON.

use crate::json::{Fields, Value};
use crate::{Diagnostics, Heteroskedasticity, JarqueBera, LjungBox};

pub(super) fn to_value(tests: &Diagnostics) -> Value {
    let number = Value::Number;
    let ljung_box = tests.ljung_box.map(|t| {
        vec![
            ("lag", Value::whole(t.lag)),
            ("statistic", number(t.statistic)),
            ("p_value", number(t.p_value)),
        ]
    });
    let jarque_bera = tests.jarque_bera.map(|t| {
        vec![
            ("statistic", number(t.statistic)),
            ("p_value", number(t.p_value)),
            ("skewness", number(t.skewness)),
            ("kurtosis", number(t.kurtosis)),
        ]
    });
    let heteroskedasticity = tests.heteroskedasticity.map(|t| {
        vec![
            ("statistic", number(t.statistic)),
            ("p_value", number(t.p_value)),
        ]
    });
    let or_null = |fields: Option<Vec<(&str, Value)>>| fields.map_or(Value::Null, Value::object);
    Value::object(vec![
        ("ljung_box", or_null(ljung_box)),
        ("jarque_bera", or_null(jarque_bera)),
        ("heteroskedasticity", or_null(heteroskedasticity)),
        ("acf", Value::numbers(&tests.acf)),
    ])
}

pub(super) fn from_value(value: &Value) -> Result<Diagnostics, String> {
    let all = Fields::of("diagnostics", value)?;
    let inner = |name| all.optional(name).map(|v| Fields::of(name, v)).transpose();
    let ljung_box = match inner("ljung_box")? {
        Some(t) => Some(LjungBox {
            lag: t.whole("lag")?,
            statistic: t.number("statistic")?,
            p_value: t.number("p_value")?,
        }),
        None => None,
    };
    let jarque_bera = match inner("jarque_bera")? {
        Some(t) => Some(JarqueBera {
            statistic: t.number("statistic")?,
            p_value: t.number("p_value")?,
            skewness: t.number("skewness")?,
            kurtosis: t.number("kurtosis")?,
        }),
        None => None,
    };
    let heteroskedasticity = match inner("heteroskedasticity")? {
        Some(t) => Some(Heteroskedasticity {
            statistic: t.number("statistic")?,
            p_value: t.number("p_value")?,
        }),
        None => None,
    };
    Ok(Diagnostics {
        ljung_box,
        jarque_bera,
        heteroskedasticity,
        acf: all.numbers("acf")?,
    })
}
