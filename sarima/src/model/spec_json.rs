//! A specification in JSON.

use super::error::ModelError;
use crate::json::{Fields, Value, read};
use crate::{Constant, Order, SeasonalOrder, Spec, Transform};

impl Spec {
    /// Reads a specification from JSON, in the form of `spec` in a model document. Only `order` is
    /// required.
    ///
    /// # Errors
    /// [`ModelError`] for text that is not JSON, unknown fields, wrong types, or a specification
    /// that [`Spec::validate`] refuses.
    ///
    /// # Example
    /// ```
    /// use sarima::{Order, SeasonalOrder, Spec};
    ///
    /// let spec = Spec::from_json(r#"{"order": [1, 1, 1], "seasonal_order": [0, 1, 1, 12]}"#)?;
    /// assert_eq!(spec, Spec::new(Order::new(1, 1, 1), SeasonalOrder::new(0, 1, 1, 12)));
    /// let error = Spec::from_json(r#"{"order": [1, 3, 1]}"#).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "corrupt model document: `spec`: order `d` is `3`, above the largest supported `2`"
    /// );
    /// # Ok::<(), sarima::ModelError>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, ModelError> {
        from_value(&read(json)?).map_err(ModelError::Content)
    }
}

const FIELDS: [&str; 8] = [
    "order",
    "seasonal_order",
    "constant",
    "exog",
    "transform",
    "non_negative",
    "enforce_stationarity",
    "enforce_invertibility",
];

pub(super) fn to_value(spec: &Spec) -> Value {
    let wholes =
        |numbers: &[usize]| Value::List(numbers.iter().map(|&n| Value::whole(n)).collect());
    let order: [usize; 3] = spec.order.into();
    let seasonal: [usize; 4] = spec.seasonal_order.into();
    let constant = match spec.constant {
        Constant::None => "none",
        Constant::Mean => "mean",
        Constant::Drift => "drift",
    };
    let transform = match spec.transform {
        Transform::None => Value::text("none"),
        Transform::Log1p => Value::text("log1p"),
        Transform::Sqrt => Value::text("sqrt"),
        Transform::BoxCox { lambda } => {
            let inner = Value::object(vec![("lambda", Value::Number(lambda))]);
            Value::object(vec![("box_cox", inner)])
        }
    };
    Value::object(vec![
        ("order", wholes(&order)),
        ("seasonal_order", wholes(&seasonal)),
        ("constant", Value::text(constant)),
        (
            "exog",
            Value::List(spec.exog.iter().map(|n| Value::text(n)).collect()),
        ),
        ("transform", transform),
        ("non_negative", Value::Bool(spec.non_negative)),
        (
            "enforce_stationarity",
            Value::Bool(spec.enforce_stationarity),
        ),
        (
            "enforce_invertibility",
            Value::Bool(spec.enforce_invertibility),
        ),
    ])
}

pub(super) fn from_value(value: &Value) -> Result<Spec, String> {
    let fields = Fields::of("spec", value)?;
    fields.only(&FIELDS)?;
    let flag = |name, default| {
        fields
            .optional(name)
            .map_or(Ok(default), |_| fields.boolean(name))
    };
    let mut order = [0; 3];
    let mut seasonal: [usize; 4] = SeasonalOrder::none().into();
    fields.wholes("order", &mut order)?;
    if fields.optional("seasonal_order").is_some() {
        fields.wholes("seasonal_order", &mut seasonal)?;
    }
    let mut spec = Spec::new(Order::from(order), SeasonalOrder::from(seasonal))
        .constant(constant(&fields)?)
        .transform(transform(&fields)?)
        .non_negative(flag("non_negative", false)?)
        .enforce_stationarity(flag("enforce_stationarity", true)?)
        .enforce_invertibility(flag("enforce_invertibility", true)?);
    if fields.optional("exog").is_some() {
        for name in fields.list("exog")? {
            let Value::Text(name) = name else {
                return Err("`spec.exog` is not a list of names".to_owned());
            };
            spec.exog.push(name.clone());
        }
    }
    spec.validate().map_err(|e| format!("`spec`: {e}"))?;
    Ok(spec)
}

fn constant(fields: &Fields<'_>) -> Result<Constant, String> {
    if fields.optional("constant").is_none() {
        return Ok(Constant::None);
    }
    match fields.text("constant")? {
        "none" => Ok(Constant::None),
        "mean" => Ok(Constant::Mean),
        "drift" => Ok(Constant::Drift),
        other => Err(format!(
            "`spec.constant` is `{other}`, expected `none`, `mean` or `drift`"
        )),
    }
}

fn transform(fields: &Fields<'_>) -> Result<Transform, String> {
    match fields.optional("transform") {
        None => Ok(Transform::None),
        Some(Value::Text(name)) if name == "none" => Ok(Transform::None),
        Some(Value::Text(name)) if name == "log1p" => Ok(Transform::Log1p),
        Some(Value::Text(name)) if name == "sqrt" => Ok(Transform::Sqrt),
        Some(value) => {
            let expected = "`spec.transform` is not `none`, `log1p`, `sqrt` \
                            or `{\"box_cox\": {\"lambda\": …}}`";
            let outer = Fields::of("spec.transform", value).map_err(|_| expected.to_owned())?;
            outer.only(&["box_cox"])?;
            let inner = Fields::of("spec.transform.box_cox", outer.required("box_cox")?)?;
            inner.only(&["lambda"])?;
            Ok(Transform::BoxCox {
                lambda: inner.number("lambda")?,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_field_comes_back() {
        let spec = Spec::new(Order::new(2, 1, 0), SeasonalOrder::new(1, 0, 1, 7))
            .constant(Constant::Drift)
            .exog(["rain", "holiday"])
            .transform(Transform::BoxCox { lambda: 0.25 })
            .non_negative(true)
            .enforce_stationarity(false)
            .enforce_invertibility(false);
        assert_eq!(from_value(&to_value(&spec)), Ok(spec));
    }

    #[test]
    fn wrong_values_are_named() {
        let error = |json: &str| Spec::from_json(json).unwrap_err().to_string();
        let end = |json: &str, end: &str| assert!(error(json).ends_with(end), "{}", error(json));
        end(
            r#"{"order": [1, 0]}"#,
            "`spec.order` is not a list of 3 whole numbers",
        );
        end(
            r#"{"order": [1, 0, 0], "constant": "some"}"#,
            "`spec.constant` is `some`, expected `none`, `mean` or `drift`",
        );
        end(
            r#"{"order": [1, 0, 0], "exog": [3]}"#,
            "`spec.exog` is not a list of names",
        );
    }
}
