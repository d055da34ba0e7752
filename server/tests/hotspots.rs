//! The list of hotspots, one hotspot, and its series.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::json;
use support::{Fixture, HOTSPOTS, OBSERVED, counts, get, week};

fn ids(answer: &support::Answer) -> Vec<i64> {
    answer
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|hotspot| hotspot["id"].as_i64().unwrap())
        .collect()
}

const FIRST: i64 = HOTSPOTS[0].0;
const SECOND: i64 = HOTSPOTS[1].0;
const THIRD: i64 = HOTSPOTS[2].0;

#[tokio::test]
async fn the_list_has_the_shape_of_the_original() {
    let fixture = Fixture::new();
    let answer = get(&fixture.app(), "/api/hotspots").await;
    assert_eq!(answer.status, 200);
    let expected: Vec<_> = HOTSPOTS
        .iter()
        .map(|(id, lon, lat, count, _)| {
            json!({"id": id, "centroid": {"lat": lat, "lon": lon}, "crime_count": count})
        })
        .collect();
    assert_eq!(answer.json(), json!(expected));
}

#[tokio::test]
async fn geojson_gives_the_published_features() {
    let fixture = Fixture::new();
    let answer = get(&fixture.app(), "/api/hotspots?format=geojson&limit=1").await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let collection = answer.json();
    assert_eq!(collection["type"], "FeatureCollection");
    assert_eq!(collection["features"].as_array().unwrap().len(), 1);
    let feature = &collection["features"][0];
    assert_eq!(feature["id"], FIRST);
    assert_eq!(feature["geometry"]["type"], "Polygon");
    assert_eq!(feature["properties"]["trend_class"], "persistent");
}

#[tokio::test]
async fn the_list_can_be_narrowed_and_sorted() {
    let fixture = Fixture::new();
    let app = fixture.app();
    for (query, expected) in [
        ("bbox=-87.64,41.87,-87.61,41.90", vec![FIRST, SECOND]),
        ("bbox=-87.6295,41.8795,-87.6,42", vec![FIRST, SECOND]),
        ("bbox=0,0,1,1", vec![]),
        ("category=theft", vec![FIRST, THIRD]),
        ("category=ARSON", vec![]),
        ("limit=2", vec![FIRST, SECOND]),
        ("sort=incident_count", vec![THIRD, SECOND, FIRST]),
        ("sort=-trend", vec![THIRD, SECOND, FIRST]),
        ("sort=gi_star_z", vec![FIRST, THIRD, SECOND]),
        ("sort=-gi_star_z", vec![THIRD, FIRST, SECOND]),
        ("category=THEFT&sort=-rank&limit=1", vec![THIRD]),
    ] {
        let answer = get(&app, &format!("/api/hotspots?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(ids(&answer), expected, "{query}");
    }
}

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_named() {
    let fixture = Fixture::new();
    let app = fixture.app();
    for (query, parameter) in [
        ("bbox=1,2,3", "bbox"),
        ("bbox=NaN,0,1,1", "bbox"),
        ("bbox=-inf,0,inf,1", "bbox"),
        ("limit=0", "limit"),
        ("limit=-5", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("sort=secret", "sort"),
        ("format=xml", "format"),
    ] {
        let answer = get(&app, &format!("/api/hotspots?{query}")).await;
        answer.problem(422);
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
}

#[tokio::test]
async fn one_hotspot_is_a_feature() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let answer = get(&app, &format!("/api/hotspots/{SECOND}")).await;
    assert_eq!(
        answer.json()["properties"]["categories"][0]["name"],
        "BATTERY"
    );
    assert_eq!(
        get(&app, "/api/hotspots/12").await.problem(404),
        "there is no hotspot `12`"
    );
    assert_eq!(
        get(&app, "/api/hotspots/twelve").await.problem(422),
        "`twelve` is not an integer"
    );
    get(&app, "/api/hotspots/99999999999999999999999")
        .await
        .problem(422);
}

#[tokio::test]
async fn a_series_has_every_period_and_null_for_a_gap() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let answer = get(&app, &format!("/api/hotspots/{SECOND}/series"))
        .await
        .json();
    assert_eq!(answer["hotspot_id"], SECOND);
    assert_eq!(answer["freq"], "week");
    assert_eq!(
        answer["periods"],
        json!((0..OBSERVED).map(week).collect::<Vec<_>>())
    );
    assert_eq!(answer["counts"], json!(counts(1, 1.0)));
    assert!(answer["counts"][7].is_null());

    let part = get(
        &app,
        &format!("/api/hotspots/{SECOND}/series?start_date=2023-01-03&end_date=2023-01-16"),
    )
    .await
    .json();
    assert_eq!(part["periods"], json!(["2023-01-09", "2023-01-16"]));
    let none = get(
        &app,
        &format!("/api/hotspots/{SECOND}/series?start_date=2023-02-03&end_date=2023-01-16"),
    )
    .await
    .json();
    assert_eq!(none["periods"], json!([]));
    get(
        &app,
        &format!("/api/hotspots/{SECOND}/series?start_date=tomorrow"),
    )
    .await
    .problem(422);
    get(&app, "/api/hotspots/12/series").await.problem(404);
}
