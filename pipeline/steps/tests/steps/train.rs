//! The models of the hotspots.

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
