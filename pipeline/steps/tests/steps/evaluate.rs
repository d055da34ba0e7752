//! The scores of forecasts and hotspots.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::city::{FIRST_DAY, Incident, city, id};
use super::project::Project;

fn close(value: &Value, expected: f64, tolerance: f64, what: &str) {
    let found = value.as_f64().unwrap_or(f64::NAN);
    assert!(
        (found - expected).abs() <= tolerance * expected.abs().max(1.0),
        "{what}: {found} instead of {expected}"
    );
}

#[test]
fn the_measures_of_the_seasonal_naive_forecast_are_those_of_their_definitions() {
    let project = Project::new(&[city()]);
    project.cluster(json!({}));
    let (_, series) = project.series(json!({}));
    project.train(json!({ "method": "mean" }));
    let evaluation = project.evaluate(
        json!({ "horizon": 4, "origins": 3, "baselines": ["seasonal_naive"],
            "hotspot_methods": [] }),
    );
    assert_eq!(evaluation["methods"], json!(["mean", "seasonal_naive"]));
    let (mut absolute, mut squared, mut sum, mut symmetric, mut scaled) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (at, y) in series.values.iter().enumerate() {
        assert_eq!(y.len(), 156);
        let scale = (52..144).map(|t| (y[t] - y[t - 52]).abs()).sum::<f64>() / 92.0;
        let errors: Vec<f64> = (144..156).map(|t| y[t - 52] - y[t]).collect();
        let own = errors.iter().map(|e| e.abs()).sum::<f64>() / 12.0;
        let metrics = &evaluation["hotspots"][at]["metrics"]["seasonal_naive"];
        assert_eq!(evaluation["hotspots"][at]["id"], series.ids[at]);
        close(&metrics["mase"], own / scale, 1e-12, "mase of a hotspot");
        absolute += own;
        scaled += own / scale;
        squared += errors.iter().map(|e| e * e).sum::<f64>() / 12.0;
        sum += errors.iter().sum::<f64>() / 12.0;
        let relative =
            (144..156).map(|t| 2.0 * (y[t - 52] - y[t]).abs() / (y[t - 52] + y[t]).max(1.0));
        symmetric += relative.sum::<f64>() / 12.0;
    }
    assert!(absolute > 0.0, "the city varies");
    let n = series.values.len() as f64;
    let overall = &evaluation["overall"]["seasonal_naive"];
    assert_eq!(overall["n"], 12 * series.values.len());
    close(&overall["mase"], scaled / n, 1e-12, "mase");
    close(&overall["rmse"], (squared / n).sqrt(), 1e-12, "rmse");
    close(&overall["bias"], sum / n, 1e-12, "bias");
    close(&overall["smape"], symmetric / n, 1e-12, "smape");
}

/// Incidents per cell on some days.
fn cells(incidents: &[Incident], days: std::ops::Range<i64>) -> BTreeMap<(i64, i64), f64> {
    let mut counts = BTreeMap::new();
    let within = incidents.iter().filter(|i| days.contains(&i.day));
    within.for_each(|i| *counts.entry((i.row, i.col)).or_default() += 1.0);
    counts
}

#[test]
fn pai_and_pei_are_those_of_their_definitions() {
    let incidents = city();
    let project = Project::new(std::slice::from_ref(&incidents));
    project.cluster(json!({ "half_life_days": "none" }));
    project.series(json!({}));
    project.train(json!({ "method": "mean" }));
    let evaluation = project.evaluate(
        json!({ "horizon": 4, "origins": 3, "baselines": ["mean"], "hotspot_methods": ["grid"] }),
    );
    let (first, last) = (FIRST_DAY + 7 * 144, FIRST_DAY + 7 * 156);
    let (before, after) = (
        cells(&incidents, FIRST_DAY..first),
        cells(&incidents, first..last),
    );
    let mut sorted: Vec<f64> = before.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let threshold = sorted[(sorted.len() as f64 * 0.95).ceil() as usize - 1];
    let hotspots: Vec<_> = before.iter().filter(|(_, n)| **n > threshold).collect();
    let total: f64 = after.values().sum();
    let hits: f64 = hotspots
        .iter()
        .filter_map(|(cell, _)| after.get(cell))
        .sum();
    // Rows are of nearly the same area, to three parts in ten thousand.
    let study = cells(&incidents, FIRST_DAY..last).len() as f64;
    let mut most: Vec<f64> = after.values().copied().collect();
    most.sort_by(|a, b| b.total_cmp(a));
    let possible: f64 = most[..hotspots.len()].iter().sum();

    let quality = &evaluation["hotspot_quality"];
    assert_eq!(quality["incidents"], total);
    assert_eq!(quality["train_end"], "2020-10-04");
    assert_eq!(quality["test_end"], "2020-12-27");
    let grid = &quality["methods"]["workflow"];
    assert_eq!(grid["hotspots"], hotspots.len());
    close(&grid["hit_rate"], hits / total, 1e-12, "hit rate");
    let share = hotspots.len() as f64 / study;
    close(&grid["area_share"], share, 1e-3, "area share");
    close(&grid["pai"], hits / total / share, 1e-3, "pai");
    close(&grid["pei"], hits / possible, 1e-3, "pei");
}

/// The measures of the `share` of the area with most incidents before a window; PAI, the best PAI
/// and the selected cells.
fn ranked(
    before: &BTreeMap<(i64, i64), f64>,
    after: &BTreeMap<(i64, i64), f64>,
    cells: f64,
    share: f64,
) -> (f64, f64, BTreeSet<(i64, i64)>) {
    let number =
        |of: &BTreeMap<(i64, i64), f64>, cell: &(i64, i64)| of.get(cell).copied().unwrap_or(0.0);
    let total: f64 = after.values().sum();
    let pai = |by: &BTreeMap<(i64, i64), f64>| {
        let mut order: Vec<(i64, i64)> = by.keys().copied().collect();
        order.sort_by(|a, b| number(by, b).total_cmp(&number(by, a)).then(a.cmp(b)));
        let mut left = share * cells;
        let mut hits = 0.0;
        for cell in &order {
            hits += number(after, cell) * left.clamp(0.0, 1.0);
            left -= 1.0;
        }
        (hits / total / share, order)
    };
    let (own, order) = pai(before);
    let selected = order.into_iter().take((share * cells) as usize).collect();
    (own, pai(after).0, selected)
}

#[test]
fn a_ranking_is_made_anew_before_each_window_and_judged_by_it() {
    let incidents = city();
    let project = Project::new(std::slice::from_ref(&incidents));
    project.cluster(json!({ "half_life_days": "none" }));
    project.series(json!({}));
    project.train(json!({ "method": "mean" }));
    let evaluation = project.evaluate(
        json!({ "horizon": 4, "origins": 3, "baselines": ["mean"], "hotspot_methods": ["grid"] }),
    );
    let ranking = &evaluation["hotspot_quality"]["ranking"];
    assert_eq!(
        (&ranking["cell_deg"], &ranking["half_life_days"]),
        (&json!(0.001), &Value::Null)
    );
    let windows = ranking["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 3);
    let study = cells(&incidents, FIRST_DAY..FIRST_DAY + 7 * 156).len() as f64;
    let (mut sum, mut last) = (0.0, None::<BTreeSet<(i64, i64)>>);
    for (window, first) in windows.iter().zip([144, 148, 152]) {
        let day = |week: i64| FIRST_DAY + 7 * week;
        let before = cells(&incidents, FIRST_DAY..day(first));
        let after = cells(&incidents, day(first)..day(first + 4));
        assert_eq!(window["incidents"], after.values().sum::<f64>());
        let at_5 = &window["shares"][3];
        assert_eq!(at_5["area_share"], 0.05);
        let (pai, best, selected) = ranked(&before, &after, study, 0.05);
        close(&at_5["pai"], pai, 1e-3, "pai");
        close(&at_5["pai_best"], best, 1e-3, "the best pai");
        close(&at_5["pei"], pai / best, 1e-3, "pei");
        let kept = last.map(|last| last.intersection(&selected).count() as f64 / last.len() as f64);
        assert_eq!(at_5["kept"].as_f64(), kept);
        last = Some(selected);
        sum += pai;
        // Almost all cells of the block are selected, whatever chance does.
        let ceiling = at_5["pei_ceiling"].as_f64().unwrap();
        assert!(ceiling > 0.9 && ceiling <= 1.0, "{ceiling}");
    }
    close(&ranking["mean"][3]["pai"], sum / 3.0, 1e-3, "the mean pai");
}

#[test]
fn every_method_of_finding_hotspots_is_judged_at_the_area_of_grid() {
    let project = Project::new(&[city()]);
    project
        .cluster(json!({ "method": "dbscan", "cell_deg": 0.001, "eps_m": 120, "quantile": 0.9 }));
    project.series(json!({}));
    project.train(json!({ "method": "mean" }));
    let evaluation = project.evaluate(json!({ "origins": 3, "baselines": ["mean"] }));
    let methods = evaluation["hotspot_quality"]["methods"]
        .as_object()
        .unwrap();
    let names: BTreeSet<&str> = methods.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        BTreeSet::from(["dbscan", "grid", "hdbscan", "kmeans", "multi_density"])
    );
    for (name, quality) in methods {
        let number = |field: &str| quality[field].as_f64().unwrap();
        // It finds hotspots in the sparse quarters too, which in this city are only noise.
        if name != "multi_density" {
            assert!(number("pai") > 1.0, "{name} finds more than chance would");
        }
        assert!(number("pei") > 0.0 && number("pei") <= 1.0 + 1e-9, "{name}");
        let pai = number("hit_rate") / number("area_share");
        assert!((number("pai") / pai - 1.0).abs() < 1e-9, "{name}");
        assert!(number("pai_same_area") > 0.0 && number("grid_pai_same_area") > 0.0);
    }
}

#[test]
fn each_method_is_compared_with_the_best_of_the_others() {
    let project = Project::new(&[city()]);
    project.cluster(json!({}));
    project.series(json!({}));
    project.train(json!({ "method": "seasonal_naive" }));
    let evaluation = project.evaluate(json!({ "origins": 6,
        "baselines": ["mean", "counts", "ets"], "hotspot_methods": [] }));
    let number = |method: &str, field: &str| evaluation["overall"][method][field].as_f64().unwrap();
    let methods = ["seasonal_naive", "mean", "counts", "ets"];
    for comparison in evaluation["comparisons"].as_array().unwrap() {
        let [method, against] = ["method", "against"].map(|f| comparison[f].as_str().unwrap());
        let others = methods.iter().filter(|other| **other != method);
        let best = others
            .map(|other| number(other, "crps"))
            .fold(f64::INFINITY, f64::min);
        assert_eq!(number(against, "crps"), best);
        close(
            &comparison["crps_ratio"],
            number(method, "crps") / best,
            1e-12,
            "ratio",
        );
        assert!(comparison["standard_error"].as_f64().unwrap() > 0.0);
    }
    assert_eq!(evaluation["comparisons"].as_array().unwrap().len(), 4);
    let verdict = &evaluation["verdict"];
    assert_eq!(verdict["against"], evaluation["comparisons"][0]["against"]);
    let text = verdict["text"].as_str().unwrap();
    assert!(text.starts_with("Seasonal naive "), "{text}");
    for method in methods {
        assert!(number(method, "log_score") > 0.0);
        let pit = evaluation["overall"][method]["pit_coverage"]["0.8"]
            .as_f64()
            .unwrap();
        assert!((0.5..1.0).contains(&pit), "{method}: {pit}");
    }
}

#[test]
fn judging_ends_where_it_is_told_to_and_knows_nothing_of_what_follows() {
    let mut incidents = city();
    let end = FIRST_DAY + 7 * 130;
    let until = json!({ "origins": 3, "until": "2020-06-28",
        "baselines": ["seasonal_naive", "ets"], "hotspot_methods": ["grid"] });
    let run = |incidents: &[Incident]| {
        let project = Project::new(&[incidents.to_vec()]);
        project.cluster(json!({ "until": "2020-01-31" }));
        project.series(json!({}));
        project.train(json!({ "seasonal_order": [0, 1, 1], "exog": { "holidays": "US" } }));
        project.evaluate(until.clone())
    };
    let whole = run(&incidents);
    assert_eq!(whole["hotspot_quality"]["test_end"], "2020-06-28");
    assert_eq!(whole["origin_periods"][0], "2020-04-06");
    assert!(incidents.iter().any(|i| i.day >= end));
    // A third of the incidents after the end is taken away.
    let mut at = 0;
    incidents.retain(|i| {
        at += usize::from(i.day >= end);
        i.day < end || at % 3 > 0
    });
    assert_eq!(run(&incidents), whole);
    assert!(
        whole["hotspots"]
            .as_array()
            .unwrap()
            .iter()
            .any(|h| h["id"] == id(1, 1))
    );
}
