//! Forecasts: the shape and the status codes of the earlier API, and the intervals.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sarima::{Exog, SUM_PATHS, SUM_SEED};
use serde_json::{Value, json};
use support::{FUTURE, Fixture, HOTSPOTS, OBSERVED, counts, exog, fitted, get, holiday, week};

const FIRST: i64 = HOTSPOTS[0].0;
const SECOND: i64 = HOTSPOTS[1].0;
const THIRD: i64 = HOTSPOTS[2].0;

fn round2(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

async fn ask(fixture: &Fixture, id: i64, query: &str) -> support::Answer {
    get(&fixture.app(), &format!("/api/forecast/{id}?{query}")).await
}

#[tokio::test]
async fn the_answer_is_the_models_forecast_in_the_original_shape() {
    let fixture = Fixture::new();
    let (start, end) = (week(OBSERVED + 2), week(OBSERVED + 5));
    let answer = ask(
        &fixture,
        FIRST,
        &format!("start_date={start}&end_date={end}"),
    )
    .await;
    assert_eq!(answer.status, 200);
    let answer = answer.json();

    let endog: Vec<f64> = counts(0, 1.0).into_iter().flatten().collect();
    let expected = fitted(0, &endog)
        .forecast(6, &[0.8, 0.95], &exog(OBSERVED..OBSERVED + 6))
        .unwrap();
    assert_eq!(answer["hotspot_id"], FIRST);
    assert_eq!(
        answer["forecast_period"],
        json!({"start": start, "end": end})
    );
    assert_eq!(answer["levels"], json!([0.8, 0.95]));
    assert_eq!(
        answer["total_predicted_crimes"],
        round2(expected.mean[2..].iter().sum())
    );
    let breakdown: Vec<Value> = (2..6)
        .map(|step| {
            let [narrow, wide] = &expected.intervals[..] else {
                panic!("two levels");
            };
            json!({
                "date": week(OBSERVED + step),
                "predicted_crimes": round2(expected.mean[step]),
                "is_holiday_week": holiday(OBSERVED + step),
                "lower": {"0.8": round2(narrow.lower[step]), "0.95": round2(wide.lower[step])},
                "upper": {"0.8": round2(narrow.upper[step]), "0.95": round2(wide.upper[step])},
            })
        })
        .collect();
    assert_eq!(answer["forecast_breakdown"], json!(breakdown));
    assert!(
        breakdown
            .iter()
            .any(|entry| entry["is_holiday_week"] == true),
        "the fixture has a holiday there"
    );
}

#[tokio::test]
async fn a_model_without_regressors_ignores_the_calendars() {
    let fixture = Fixture::new();
    let answer = ask(&fixture, SECOND, "horizon=3&level=0.5").await.json();
    let endog: Vec<f64> = counts(1, 1.0)
        .into_iter()
        .map(|count| count.unwrap_or(f64::NAN))
        .collect();
    let expected = fitted(1, &endog)
        .forecast(3, &[0.5], &Exog::none())
        .unwrap();
    let means: Vec<f64> = answer["forecast_breakdown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["predicted_crimes"].as_f64().unwrap())
        .collect();
    assert_eq!(
        means,
        expected
            .mean
            .iter()
            .map(|mean| round2(*mean))
            .collect::<Vec<_>>()
    );
    assert_eq!(answer["method"], "seasonal_naive");
    assert_eq!(
        answer["forecast_period"],
        json!({"start": week(OBSERVED), "end": week(OBSERVED + 3).pred_opt().unwrap()})
    );
}

#[tokio::test]
async fn the_total_is_the_models_own_sum_over_the_window() {
    let fixture = Fixture::new();
    let (start, end) = (week(OBSERVED + 2), week(OBSERVED + 5));
    let window = format!("start_date={start}&end_date={end}");
    for (query, periods) in [(window.as_str(), 2..6), ("horizon=9", 0..9)] {
        let answer = ask(&fixture, FIRST, query).await.json();
        let endog: Vec<f64> = counts(0, 1.0).into_iter().flatten().collect();
        let future = exog(OBSERVED..OBSERVED + periods.end);
        let sum = fitted(0, &endog)
            .forecast_sum(periods, &[0.8, 0.95], SUM_PATHS, SUM_SEED, &future)
            .unwrap();
        assert_eq!(answer["total_predicted_crimes"], round2(sum.mean));
        let interval = |level: usize| {
            json!({
                "lower": round2(sum.intervals[level].lower),
                "upper": round2(sum.intervals[level].upper),
            })
        };
        assert_eq!(
            answer["total_interval"],
            json!({"0.8": interval(0), "0.95": interval(1)})
        );
    }
}

#[tokio::test]
async fn the_totals_interval_holds_the_total_and_widens_with_the_level() {
    let fixture = Fixture::new();
    let query = "horizon=8&level=0.5,0.9";
    let answer = ask(&fixture, FIRST, query).await.json();
    let total = answer["total_predicted_crimes"].as_f64().unwrap();
    let bound = |level: &str, side: &str| answer["total_interval"][level][side].as_f64().unwrap();
    assert!(bound("0.9", "lower") < bound("0.5", "lower"));
    assert!(bound("0.5", "lower") < total && total < bound("0.5", "upper"));
    assert!(bound("0.5", "upper") < bound("0.9", "upper"));
    let sum_of_bounds: f64 = answer["forecast_breakdown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["upper"]["0.9"].as_f64().unwrap())
        .sum();
    assert!(
        bound("0.9", "upper") < sum_of_bounds,
        "errors of different weeks partly cancel"
    );
    assert_eq!(
        ask(&fixture, FIRST, query).await.json(),
        answer,
        "the same question has the same answer"
    );
}

#[tokio::test]
async fn without_dates_it_is_four_weeks() {
    let fixture = Fixture::new();
    let answer = ask(&fixture, FIRST, "").await.json();
    let breakdown = answer["forecast_breakdown"].as_array().unwrap();
    assert!((4..=5).contains(&breakdown.len()), "{breakdown:?}");
}

#[tokio::test]
async fn the_status_codes_are_the_originals() {
    let fixture = Fixture::new();
    let last = week(OBSERVED - 1);
    let (first, later) = (week(OBSERVED), week(OBSERVED + 4));
    for (id, query, status) in [
        (12, String::new(), 404),
        (THIRD, String::new(), 404),
        (FIRST, format!("start_date={later}&end_date={first}"), 400),
        (FIRST, format!("start_date=2020-01-01&end_date={last}"), 400),
        (
            FIRST,
            format!("start_date={0}&end_date={0}", first.succ_opt().unwrap()),
            400,
        ),
        (FIRST, "end_date=2999-01-01".to_owned(), 400),
        (FIRST, format!("horizon={}", FUTURE + 1), 400),
        (FIRST, format!("horizon=2&start_date={first}"), 400),
        (FIRST, "start_date=soon".to_owned(), 422),
        (FIRST, "end_date=2024-02-30".to_owned(), 422),
        (FIRST, "horizon=0".to_owned(), 422),
        (FIRST, "horizon=99999999999999999999".to_owned(), 422),
        (FIRST, "horizon=1e9".to_owned(), 422),
        (FIRST, "level=1.5".to_owned(), 422),
        (FIRST, "level=NaN".to_owned(), 422),
    ] {
        ask(&fixture, id, &query).await.problem(status);
    }
    get(&fixture.app(), "/api/forecast/one").await.problem(422);
    assert_eq!(
        ask(&fixture, FIRST, &format!("horizon={FUTURE}"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_forecast_ends_with_the_regressors() {
    let fixture = Fixture::new();
    let path = fixture.generation("city", "aaaa").join("calendar.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut calendar: Value = serde_json::from_str(&text).unwrap();
    let values = calendar["regressors"]["holidays"].as_array_mut().unwrap();
    values.truncate(OBSERVED + 3);
    let last = week(OBSERVED + 2);
    calendar["reach"] = json!({ "holidays": { "last": last, "then": "refuse" } });
    // A published file keeps its length.
    let (cut, width) = (calendar.to_string(), text.len());
    std::fs::write(&path, format!("{cut:<width$}")).unwrap();

    assert_eq!(ask(&fixture, FIRST, "horizon=3").await.status, 200);
    let beyond = format!("end_date={}", week(OBSERVED + 3));
    for query in ["horizon=4", &beyond] {
        let detail = ask(&fixture, FIRST, query).await.problem(400);
        let start = format!("regressor `holidays` is known up to the period `{last}` only");
        assert!(detail.starts_with(&start), "{detail}");
    }
    let answer = ask(&fixture, FIRST, "").await.json();
    assert_eq!(answer["forecast_breakdown"].as_array().unwrap().len(), 3);
    // A model without the regressor is not limited by it.
    assert_eq!(ask(&fixture, SECOND, "horizon=4").await.status, 200);
}

#[tokio::test]
async fn a_model_that_cannot_be_read_shows_nothing_of_why() {
    let fixture = Fixture::new();
    let path = fixture
        .generation("city", "aaaa")
        .join(format!("models/{FIRST}.json"));
    let length = std::fs::metadata(&path).unwrap().len() as usize;
    std::fs::write(&path, format!("{{{}", " ".repeat(length - 1))).unwrap();
    let detail = ask(&fixture, FIRST, "horizon=1").await.problem(500);
    assert_eq!(detail, "internal error; see the server's log");
}

#[tokio::test]
async fn the_model_is_handed_out_as_published() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let answer = get(&app, &format!("/api/models/{FIRST}")).await;
    assert_eq!(
        answer.body,
        std::fs::read(
            fixture
                .generation("city", "aaaa")
                .join(format!("models/{FIRST}.json"))
        )
        .unwrap()
    );
    let model = sarima::Model::from_json(&answer.json()["model"].to_string()).unwrap();
    assert_eq!(model.method(), "sarima");
    get(&app, &format!("/api/models/{THIRD}"))
        .await
        .problem(404);
    get(&app, "/api/models/x").await.problem(422);
}
