//! Regressors from tables of one's own.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use hotcast_runner::Hint;
use hotcast_steps::calendar::{Beyond, to_date};
use serde_json::{Value, json};

use super::city::{FIRST_DAY, city};
use super::project::Project;

/// Days of the data: 156 weeks.
const DAYS: i64 = 3 * 364;

/// Weekly series of two hotspots.
fn project() -> Project {
    let project = Project::new(&[city()]);
    project.cluster(json!({ "max_hotspots": 2 }));
    project.series(json!({}));
    project
}

/// Rain that no season repeats.
fn rain(day: i64) -> f64 {
    (day * day % 11) as f64
}

fn weather(project: &Project, days: Range<i64>, leave_out: Range<i64>) -> Vec<PathBuf> {
    let mut text = "date,tmax,rain\n".to_owned();
    for day in days.filter(|day| !leave_out.contains(day)) {
        let date = to_date((FIRST_DAY + day) as i32);
        writeln!(text, "{date},{},{}", day % 7, rain(day)).unwrap();
    }
    let path = project.dir.path().join("weather.csv");
    fs::write(&path, text).unwrap();
    vec![path]
}

fn exog(values: Value, future: &str) -> Value {
    let columns = json!({ "from": "weather", "date": "date", "values": values, "future": future });
    json!({ "exog": { "columns": columns }, "order": [1, 0, 0], "seasonal_order": [0, 0, 0, 52],
        "constant": "mean" })
}

fn train(project: &Project, params: Value, files: Vec<PathBuf>) -> anyhow::Result<()> {
    project.try_train(params, &[("exog.columns.from", files)])
}

/// The error and its way out.
fn refused(result: anyhow::Result<()>, project: &Project) -> (String, String) {
    let error = result.unwrap_err();
    let hint = error.downcast_ref::<Hint>().map(|hint| hint.hint.clone());
    let dir = format!("{}/", project.dir.path().display());
    (error.to_string().replace(&dir, ""), hint.unwrap())
}

#[test]
fn columns_become_regressors_as_far_as_their_rows_reach() {
    let project = project();
    // Two whole weeks after the data, and a part of a third.
    let files = weather(&project, 0..DAYS + 16, 0..0);
    train(&project, exog(json!({ "rain": "sum" }), "refuse"), files).unwrap();
    let calendar = project.trained_calendar().validated().unwrap();
    let values = &calendar.regressors["rain"];
    assert_eq!(values.len(), 158);
    assert_eq!(values[157], (DAYS + 7..DAYS + 14).map(rain).sum::<f64>());
    let reach = calendar.reach["rain"];
    assert_eq!(
        (reach.last, reach.then),
        (calendar.periods[157], Beyond::Refuse)
    );
    let text = fs::read_to_string(project.output("train", "models")).unwrap();
    let models: Value = serde_json::from_str(&text).unwrap();
    for model in models["models"].as_object().unwrap().values() {
        assert_eq!(model["model"]["spec"]["exog"], json!(["rain"]));
    }
}

#[test]
fn a_seasonal_mean_continues_a_column_to_the_end_of_the_calendar() {
    let project = project();
    let files = weather(&project, 0..DAYS, 0..0);
    train(&project, exog(json!(["rain"]), "seasonal_mean"), files).unwrap();
    let calendar = project.trained_calendar().validated().unwrap();
    let values = &calendar.regressors["rain"];
    assert_eq!(values.len(), calendar.periods.len());
    // 2020-12-28 is in the 52nd week of its year, as are 2018-12-24, 2018-12-31 and 2019-12-30.
    let week = |week: i64| (7 * week..7 * week + 7).map(rain).sum::<f64>() / 7.0;
    let expected = (week(51) + week(52) + week(104)) / 3.0;
    assert_eq!(calendar.periods[156].to_string(), "2020-12-28");
    assert!((values[156] - expected).abs() < 1e-12, "{}", values[156]);
    assert_eq!(calendar.reach["rain"].then, Beyond::SeasonalMean);
}

#[test]
fn a_period_without_a_value_is_an_error_that_names_it() {
    let project = project();
    let params = || exog(json!(["tmax", "rain"]), "refuse");
    let files = weather(&project, 0..DAYS + 7, 70..84);
    let (message, hint) = refused(train(&project, params(), files), &project);
    assert_eq!(
        message,
        "`weather.csv` has no value of `tmax` in the period `2018-03-12`, nor in 1 others of the \
         data"
    );
    assert!(hint.contains("from `2018-01-01` to `2020-12-21`"), "{hint}");
    let files = weather(&project, 0..DAYS - 2, 0..0);
    let (message, _) = refused(train(&project, params(), files), &project);
    assert_eq!(
        message,
        "the values of `tmax` in `weather.csv` end on `2020-12-25`, within the period `2020-12-21`"
    );
}

#[test]
fn a_name_that_the_calendar_has_is_refused() {
    let project = project();
    project.series(json!({ "holidays": "US" }));
    let files = weather(&project, 0..DAYS, 0..0);
    let twice = json!({ "exog": { "columns": [
        { "from": "weather", "date": "date", "values": ["rain"] },
        { "from": { "files": "w.csv" }, "date": "date", "values": ["rain"] },
    ] } });
    let step: hotcast_steps::train::Train = super::project::with(json!({ "series": "s" }), twice);
    let problems = hotcast_runner::Step::check(&step);
    assert_eq!(problems[0].message, "two columns have the name `rain`");
    // A calendar may have regressors of its own, whatever their names.
    let calendar = project.output("series", "calendar");
    let mut document: Value = serde_json::from_slice(&fs::read(&calendar).unwrap()).unwrap();
    document["regressors"]["rain"] = document["regressors"]["holidays"].clone();
    fs::write(&calendar, document.to_string()).unwrap();
    let params = exog(json!(["rain"]), "refuse");
    let (message, _) = refused(train(&project, params, files), &project);
    assert_eq!(
        message,
        "there is a regressor `rain` already, beside that of `weather.csv`"
    );
}

#[test]
fn an_evaluation_says_which_actual_values_it_was_given() {
    let project = project();
    let files = weather(&project, 0..DAYS, 0..0);
    // The mean of each week is 3, so that no model can use it.
    train(&project, exog(json!(["rain", "tmax"]), "refuse"), files).unwrap();
    let evaluation = project.evaluate(
        json!({ "horizon": 4, "origins": 3, "baselines": ["seasonal_naive"], "hotspot_methods": [] }),
    );
    assert_eq!(evaluation["actual_regressors"], json!(["rain"]));
    let text = evaluation["verdict"]["text"].as_str().unwrap();
    assert!(
        text.ends_with(" It was given the actual values of `rain`."),
        "{text}"
    );
}
