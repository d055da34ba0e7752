//! The models of the hotspots.

use std::fs;

use hotcast_artifacts::{ModelCollection, ModelDocument};
use sarima::{EXPOSURE, Exog, Scale};
use serde_json::json;

use super::city::city;
use super::project::Project;

fn models(project: &Project) -> Vec<ModelDocument> {
    let text = fs::read_to_string(project.output("train", "models")).unwrap();
    let collection: ModelCollection = serde_json::from_str(&text).unwrap();
    assert_eq!(collection.models.len(), 2);
    collection.models.into_values().collect()
}

#[test]
fn the_best_method_is_recorded_for_each_hotspot() {
    let project = Project::new(&[city()]);
    project.cluster(json!({ "max_hotspots": 2 }));
    project.series(json!({}));
    project
        .train(json!({ "method": "best", "candidates": ["seasonal_naive", "mean"], "origins": 3 }));
    let evaluation = project.evaluate(json!({ "origins": 3, "hotspot_methods": [] }));
    assert_eq!(evaluation["methods"][0], "best");
    for hotspot in evaluation["hotspots"].as_array().unwrap() {
        let chosen = hotspot["chosen"].as_str().unwrap();
        assert!(["seasonal_naive", "mean"].contains(&chosen));
        let same = &hotspot["metrics"][chosen];
        assert_eq!(&hotspot["metrics"]["best"], same);
    }
}

#[test]
fn counts_are_forecast_in_whole_numbers_and_judged_beside_the_other_methods() {
    let project = Project::new(&[city()]);
    project.cluster(json!({ "max_hotspots": 2 }));
    project.series(json!({}));
    project.train(json!({ "method": "counts" }));
    let calendar = project.trained_calendar();
    let ahead = calendar.n_observed..calendar.n_observed + 4;
    for document in models(&project) {
        let model = document.model().unwrap();
        assert_eq!(
            (model.method(), &document.fallback_reason),
            ("counts", &None)
        );
        let exog = calendar.exog(model.exog_names(), ahead.clone()).unwrap();
        let forecast = model.forecast(4, &[0.8], &exog).unwrap();
        let interval = &forecast.intervals[0];
        let mut bounds = interval.lower.iter().chain(&interval.upper);
        assert!(bounds.all(|bound| bound.fract() == 0.0));
        assert!(interval.probability.iter().flatten().all(|p| *p >= 0.8));
    }
    let judge = |method: &str| {
        project.train(json!({ "method": method, "candidates": ["counts"], "origins": 3 }));
        project.evaluate(
            json!({ "origins": 3, "baselines": ["mean", "counts"], "hotspot_methods": [] }),
        )
    };
    let (fixed, chosen, other) = (judge("counts"), judge("best"), judge("ets"));
    assert_eq!(fixed["methods"], json!(["counts", "mean"]));
    assert_eq!(chosen["hotspots"][0]["chosen"], "counts");
    for evaluation in [&chosen, &other] {
        assert_eq!(evaluation["overall"]["counts"], fixed["overall"]["counts"]);
    }
    assert!(fixed["overall"]["counts"]["crps"].as_f64().unwrap() > 0.0);
}

#[test]
fn the_season_of_the_city_is_in_the_calendar_and_multiplies_the_forecasts_of_counts() {
    let project = Project::new(&[city()]);
    project.cluster(json!({ "max_hotspots": 2 }));
    project.series(json!({}));
    project.train(json!({ "method": "counts" }));
    let calendar = project.trained_calendar();
    let n = calendar.n_observed;
    let exposure = &calendar.regressors[EXPOSURE];
    assert_eq!(exposure.len(), calendar.periods.len());
    // The city is busier from February to April.
    let mean = |from: usize| exposure[from..from + 12].iter().sum::<f64>() / 12.0;
    assert!(mean(n + 5) > 1.2 * mean(n + 30));
    for document in models(&project) {
        let model = document.model().unwrap();
        assert_eq!(model.exog_names(), [EXPOSURE]);
        let exog = calendar.exog(model.exog_names(), n..n + 52).unwrap();
        let forecast = model.forecast(52, &[0.8], &exog).unwrap();
        for (h, found) in forecast.mean.iter().enumerate() {
            let expected = forecast.mean[0] * exposure[n + h] / exposure[n];
            assert!((found / expected - 1.0).abs() < 1e-9);
        }
    }
    // SARIMA does not take it, nor does a step that learns none have it.
    for params in [
        json!({ "method": "counts", "exposure": "none" }),
        json!({ "method": "mean" }),
    ] {
        project.train(params);
        assert!(project.trained_calendar().regressors.is_empty());
    }
}

#[test]
fn an_evaluation_knows_no_exposure_of_later_periods() {
    let judge = |later: i64| {
        let mut incidents = city();
        // Everything doubles after the weeks that are judged.
        let end = super::city::FIRST_DAY + 7 * 140;
        let more: Vec<_> = incidents.iter().filter(|i| i.day >= end).copied().collect();
        (0..later).for_each(|_| incidents.extend(&more));
        let project = Project::new(&[incidents]);
        project.cluster(json!({ "max_hotspots": 2, "until": "2020-01-31" }));
        project.series(json!({}));
        project.train(json!({ "method": "counts" }));
        let until = "2020-09-06";
        project.evaluate(
            json!({ "origins": 3, "until": until, "baselines": ["mean"], "hotspot_methods": [] }),
        )
    };
    assert_eq!(judge(0)["overall"], judge(2)["overall"]);
}

#[test]
fn gaussian_methods_are_calibrated_together_and_bounds_of_counts_are_whole() {
    let project = Project::new(&[city()]);
    project.cluster(json!({ "max_hotspots": 9 }));
    project.series(json!({}));
    let trained = |params| {
        project.train(params);
        let text = fs::read_to_string(project.output("train", "models")).unwrap();
        let collection: ModelCollection = serde_json::from_str(&text).unwrap();
        let models = collection.models.into_values();
        models
            .map(|document| document.model().unwrap())
            .collect::<Vec<_>>()
    };
    let models = trained(json!({ "method": "ets" }));
    assert_eq!(models.len(), 7);
    for model in &models {
        let calibration = model.calibration().unwrap();
        assert!(calibration.is_whole());
        for scale in [Scale::Period, Scale::Sum] {
            assert!(!calibration.errors(scale).are_normal());
        }
        let forecast = model.forecast(4, &[0.8], &Exog::none()).unwrap();
        let interval = &forecast.intervals[0];
        let mut bounds = interval.lower.iter().chain(&interval.upper);
        assert!(bounds.all(|bound| bound.fract() == 0.0));
        assert!(interval.probability.iter().flatten().all(|p| *p >= 0.8));
    }
    for model in trained(json!({ "method": "ets", "intervals": "gaussian" })) {
        assert_eq!(model.calibration(), None);
    }
    for model in trained(json!({ "method": "counts" })) {
        assert_eq!(model.calibration(), None);
    }
}

#[test]
fn an_evaluation_of_calibrated_intervals_knows_nothing_of_later_periods() {
    let judge = |later: i64, intervals: &str| {
        let mut incidents = city();
        let end = super::city::FIRST_DAY + 7 * 144;
        let more: Vec<_> = incidents.iter().filter(|i| i.day >= end).copied().collect();
        (0..later).for_each(|_| incidents.extend(&more));
        let project = Project::new(&[incidents]);
        project.cluster(json!({ "max_hotspots": 9, "until": "2020-01-31" }));
        project.series(json!({}));
        project.train(json!({ "method": "ets", "intervals": intervals }));
        project.evaluate(
            json!({ "origins": 1, "until": "2020-10-04", "baselines": ["mean"], "hotspot_methods": [] }),
        )
    };
    let calibrated = judge(0, "calibrated");
    let overall = &calibrated["overall"]["ets"];
    assert_eq!(judge(2, "calibrated")["overall"]["ets"], *overall);
    assert_ne!(
        judge(0, "gaussian")["overall"]["ets"]["log_score"],
        overall["log_score"]
    );
    let pit: f64 = overall["pit"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|x| x.as_f64())
        .sum();
    assert!((pit - 1.0).abs() < 1e-9);
    assert!(overall["sum_pit_coverage"]["0.8"].as_f64().unwrap() > 0.3);
    assert!(calibrated["noise_floor"]["crps"].as_f64().unwrap() > 0.0);
}
