//! The models of the hotspots.

use std::fs;

use hotcast_artifacts::ModelCollection;
use sarima::Exog;
use serde_json::json;

use super::city::city;
use super::project::Project;

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
    let text = fs::read_to_string(project.output("train", "models")).unwrap();
    let collection: ModelCollection = serde_json::from_str(&text).unwrap();
    assert_eq!(collection.models.len(), 2);
    for document in collection.models.values() {
        let model = document.model().unwrap();
        assert_eq!(
            (model.method(), &document.fallback_reason),
            ("counts", &None)
        );
        let forecast = model.forecast(4, &[0.8], &Exog::none()).unwrap();
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
