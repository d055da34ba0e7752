//! The document of a model of counts, and its place among the others.

use sarima::{CountSettings, Exog, Model, counts, seasonal_naive};

fn exposure(values: &[f64]) -> Exog {
    Exog::new(["exposure"], vec![values.to_vec()]).unwrap()
}

fn model() -> Model {
    let exog = exposure(&[1.0, 1.5, 0.5, 1.0]);
    counts(&[2.0, f64::NAN, 1.0, 4.0], &exog, &CountSettings::default()).unwrap()
}

#[test]
fn a_document_comes_back_to_the_bit() {
    let model = model();
    let text = model.to_json();
    let copy = Model::from_json(&text).unwrap();
    assert_eq!(copy, model);
    assert_eq!(copy.to_json(), text);
    assert_eq!(copy.method(), "counts");
    assert_eq!(copy.exog_names(), ["exposure"]);
    assert!(text.len() < 900, "{}", text.len());
}

#[test]
fn a_corrupt_document_is_refused_by_field() {
    let text = model().to_json();
    let change = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Model::from_json(&text.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    };
    let corrupt = "corrupt model document: ";
    assert_eq!(
        change("\"forgetting\":0.995", "\"forgetting\":2"),
        format!("{corrupt}parameter `forgetting`: is out of its range")
    );
    assert_eq!(
        change("\"overdispersions\":[0,0.2]", "\"overdispersions\":[0]"),
        format!("{corrupt}`overdispersions` has `1` numbers, expected `2`")
    );
    assert_eq!(
        change("[\"exposure\"]", "[\"rain\"]"),
        format!("{corrupt}`counts.exog` is neither empty nor [`exposure`]")
    );
    assert_eq!(
        change("\"prior\"", "\"posterior\""),
        format!("{corrupt}`counts.prior` is missing")
    );
    let start = text.find("\"a\":[").unwrap() + 5;
    let zero = format!(
        "{}0,{}",
        &text[..start],
        text[start..].split_once(',').unwrap().1
    );
    assert_eq!(
        Model::from_json(&zero).unwrap_err().to_string(),
        format!("{corrupt}`counts.a` or `counts.b` has a number that is out of range")
    );
}

#[test]
fn other_methods_have_no_probability_in_their_forecasts() {
    let other = seasonal_naive(&[1.0, 5.0, 2.0, 6.0], 2, true);
    let text = |model: &Model, exog: &Exog| {
        let forecast = model.forecast(1, &[0.8], exog).unwrap();
        let sum = model.forecast_sum(0..1, &[0.8], 10, 1, exog).unwrap();
        serde_json::to_string(&(forecast, sum)).unwrap()
    };
    assert!(!text(&other, &Exog::none()).contains("probability"));
    assert_eq!(
        text(&model(), &exposure(&[1.0]))
            .matches("probability")
            .count(),
        2
    );
}

#[test]
fn in_sample_predictions_are_those_made_at_the_time() {
    let endog = [2.0, 0.0, 1.0, f64::NAN, 4.0, 1.0];
    let settings = CountSettings::default();
    let model = counts(&endog, &Exog::none(), &settings).unwrap();
    let found = model.in_sample(&endog, &Exog::none()).unwrap();
    let mut before = counts(
        &[],
        &Exog::none(),
        model.as_counts().unwrap().filter().settings(),
    )
    .unwrap();
    let mut llf = 0.0;
    for (t, y) in endog.into_iter().enumerate() {
        let forecast = before.forecast(1, &[], &Exog::none()).unwrap();
        assert_eq!(found.fitted[t], forecast.mean[0]);
        assert_eq!(found.residuals[t].is_nan(), y.is_nan());
        let scaled = found.residuals[t] / forecast.se[0];
        assert!(y.is_nan() || (found.standardized[t] - scaled).abs() < 1e-12);
        if !y.is_nan() {
            let next = before.as_counts().unwrap().filter().predict(1.0).unwrap();
            llf -= next.log_score(y as u64);
        }
        before.append(&[y], &Exog::none()).unwrap();
    }
    assert_eq!(found.llf, llf);
    assert!(matches!(
        model.in_sample(&[0.5], &Exog::none()),
        Err(sarima::FitError::Count { index: 0, .. })
    ));
}
