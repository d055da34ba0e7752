//! All steps after `convert`, to a published generation.

use std::fs;

use serde_json::{Value, json};

use super::city::{Incident, city};
use super::project::Project;

#[test]
fn the_box_of_hotspots_across_180_degrees_is_narrow() {
    let moved = |mut i: Incident| {
        i.col = if i.col == 0 { 266_999 } else { i.col - 93_001 };
        i
    };
    let project = Project::new(&[city().into_iter().map(moved).collect()]);
    project.cluster(json!({ "merge": true, "quantile": 0.9 }));
    project.series(json!({}));
    project.train(json!({ "seasonal_order": [0, 1, 1] }));
    let root = project.export(json!({}));
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(root.join(name)).unwrap()).unwrap()
    };
    for document in [read("manifest.json"), read("hotspots.geojson")] {
        let edge = |at: usize| document["bbox"][at].as_f64().unwrap();
        // RFC 7946, 5.2: west is greater than east.
        assert_eq!((edge(0), edge(1)), (179.999, 41.0));
        assert!((-179.998..-179.9).contains(&edge(2)), "{}", edge(2));
    }
}

#[test]
fn the_whole_way_ends_in_a_generation_that_is_consistent() {
    let project = Project::new(&[city()]);
    let hotspots = project.cluster(json!({}));
    let (calendar, _) = project.series(json!({ "holidays": "US" }));
    project.train(json!({ "seasonal_order": [0, 1, 1], "shape_groups": true }));
    let evaluation =
        project.evaluate(json!({ "origins": 3, "hotspot_methods": ["grid", "dbscan"] }));
    let root = project.export(json!({ "evaluation": "evaluate" }));
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(root.join(name)).unwrap()).unwrap()
    };

    let manifest = read("manifest.json");
    for file in manifest["files"].as_array().unwrap() {
        let bytes = fs::read(root.join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["bytes"], bytes.len());
        assert_eq!(file["blake3"], blake3::hash(&bytes).to_hex().as_str());
    }
    assert_eq!(manifest["counts"]["hotspots"], hotspots.len());
    assert_eq!(manifest["counts"]["periods"], 156);

    let features = read("hotspots.geojson");
    assert_eq!(
        features["features"].as_array().unwrap().len(),
        hotspots.len()
    );
    assert!(features["features"][0]["properties"]["expected_change"].is_number());
    assert!(root.join("hotspots.parquet").exists() && root.join("density.parquet").exists());

    for hotspot in &hotspots {
        let document = read(&format!("models/{}.json", hotspot.id));
        assert_eq!(document["fallback_reason"], Value::Null);
        let model = sarima::Model::from_json(&document["model"].to_string()).unwrap();
        assert_eq!(model.method(), "sarima");
        assert_eq!(model.exog_names(), ["holidays"]);
        assert!(document["shape_group"].is_number() || document["shape_group"].is_null());
    }
    assert_eq!(
        calendar.regressors["holidays"].len(),
        calendar.periods.len()
    );

    let mase = |method: &str| evaluation["overall"][method]["mase"].as_f64().unwrap();
    let ratio = mase("sarima") / mase("seasonal_naive");
    assert!(
        ratio < 1.0,
        "SARIMA loses to seasonal naive on a city with a season: {ratio}"
    );
    assert_eq!(evaluation["overall"]["sarima"]["n"], 12 * hotspots.len());
    let grid = &evaluation["hotspot_quality"]["methods"]["grid"];
    assert!(grid["pai"].as_f64().unwrap() > 5.0 && grid["pei"].as_f64().unwrap() <= 1.0 + 1e-9);
}
