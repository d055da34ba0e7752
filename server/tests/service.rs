//! Behaviour common to all routes: health, errors, headers, generations, files.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use support::{Fixture, HOTSPOTS, get, get_with, send, write_json};

const FIRST: i64 = HOTSPOTS[0].0;

#[tokio::test]
async fn without_artifacts_the_server_is_alive_but_not_ready() {
    let fixture = Fixture::empty();
    for root in [fixture.root().to_owned(), fixture.root().join("absent")] {
        let app = hotcast_server::app(hotcast_server::AppState::new(root, hotcast_page::FILES));
        assert_eq!(get(&app, "/healthz").await.json()["status"], "ok");
        let detail = get(&app, "/readyz").await.problem(503);
        assert!(
            detail.starts_with("nothing has been published yet: run a workflow"),
            "{detail}"
        );
        get(&app, "/api/hotspots").await.problem(503);
        assert_eq!(get(&app, "/metrics").await.status, 200);
    }
}

#[tokio::test]
async fn it_becomes_ready_when_something_is_published() {
    let fixture = Fixture::empty();
    let app = fixture.app();
    get(&app, "/readyz").await.problem(503);
    fixture.publish("city", "aaaa", 1.0);
    let ready = get(&app, "/readyz").await;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.json()["workflows"][0]["generation"], "aaaa");
}

#[tokio::test]
async fn a_swap_is_noticed_by_the_next_request() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let path = "/api/hotspots?limit=1";
    let before = get(&app, path).await;
    assert_eq!(before.json()[0]["crime_count"], 520);
    fixture.publish("city", "bbbb", 2.0);
    let after = get(&app, path).await;
    assert_eq!(after.json()[0]["crime_count"], 1040);
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_eq!(
        get(&app, "/api/runs")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_generation_that_cannot_be_read_leaves_the_last_one_served() {
    let fixture = Fixture::new();
    let app = fixture.app();
    get(&app, "/api/hotspots").await;
    fixture.write_generation("city", "cut", 2.0);
    std::fs::write(
        fixture.generation("city", "cut").join("hotspots.geojson"),
        "{",
    )
    .unwrap();
    fixture.point("city", "generations/cut");
    assert_eq!(
        get(&app, "/api/hotspots").await.json()[0]["crime_count"],
        520
    );
    let ready = get(&app, "/readyz").await.json();
    assert_eq!(
        ready["workflows"][0]["stale"],
        "generation `cut` cannot be read; the one before it is served"
    );

    // A server that has nothing to fall back on says that it cannot answer, and not why.
    let fresh = fixture.app();
    let detail = get(&fresh, "/api/hotspots").await.problem(500);
    assert_eq!(detail, "internal error; see the server's log");
    get(&fresh, "/readyz").await.problem(503);
}

#[tokio::test]
async fn a_schema_version_it_does_not_know_is_refused() {
    let fixture = Fixture::new();
    let path = fixture.generation("city", "aaaa").join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest["schema_version"] = json!(2);
    write_json(&path, &manifest);
    let detail = get(&fixture.app(), "/api/hotspots").await.problem(503);
    assert!(detail.contains("schema version"), "{detail}");
}

#[tokio::test]
async fn a_link_that_leaves_the_generations_is_refused() {
    let fixture = Fixture::new();
    fixture.point("city", "/etc");
    get(&fixture.app(), "/artifacts/city/current/passwd")
        .await
        .problem(500);
}

#[tokio::test]
async fn one_of_several_workflows_is_chosen_by_name() {
    let fixture = Fixture::new();
    fixture.publish("zurich", "bbbb", 3.0);
    let app = fixture.app();
    assert_eq!(
        get(&app, "/api/hotspots?limit=1").await.json()[0]["crime_count"],
        520
    );
    assert_eq!(
        get(&app, "/api/hotspots?limit=1&workflow=zurich")
            .await
            .json()[0]["crime_count"],
        1560
    );
    let detail = get(&app, "/api/hotspots?workflow=berlin")
        .await
        .problem(404);
    assert_eq!(
        detail,
        "no published workflow is named `berlin`; published: `city`, `zurich`"
    );
    get(&app, "/api/hotspots?workflow=../city")
        .await
        .problem(404);
    let names: Vec<_> = get(&app, "/api/workflows")
        .await
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w["name"].clone())
        .collect();
    assert_eq!(names, ["city", "zurich"]);
}

#[tokio::test]
async fn the_directory_of_one_workflow_is_served_under_its_name() {
    let fixture = Fixture::new();
    let app = hotcast_server::app(hotcast_server::AppState::new(
        fixture.root().join("city"),
        hotcast_page::FILES,
    ));
    assert_eq!(get(&app, "/api/workflows").await.json()[0]["name"], "city");
    assert_eq!(
        get(&app, "/artifacts/city/current/calendar.json")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn files_have_validators_and_ranges() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let current = "/artifacts/city/current/series.parquet";
    let whole = get(&app, current).await;
    assert_eq!(whole.status, 200);
    assert_eq!(whole.header("cache-control"), "no-cache");
    assert_eq!(whole.header("hotcast-generation"), "aaaa");
    assert_eq!(
        whole.header("content-type"),
        "application/vnd.apache.parquet"
    );
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(
        whole.body,
        std::fs::read(fixture.generation("city", "aaaa").join("series.parquet")).unwrap()
    );

    let cached = get_with(&app, current, &[("if-none-match", whole.header("etag"))]).await;
    assert_eq!(cached.status, 304);
    assert!(cached.body.is_empty());

    let part = get_with(&app, current, &[("range", "bytes=-4")]).await;
    assert_eq!(part.status, 206);
    assert_eq!(part.body, b"PAR1");
    assert_eq!(
        get_with(&app, current, &[("range", "bytes=99999999-")])
            .await
            .status,
        416
    );

    let fixed = get(&app, "/artifacts/city/generations/aaaa/manifest.json").await;
    assert_eq!(
        fixed.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(fixed.json()["generation"], "aaaa");
}

#[tokio::test]
async fn files_come_compressed_when_a_compressed_one_lies_beside_them() {
    let fixture = Fixture::new();
    std::fs::write(
        fixture.generation("city", "aaaa").join("calendar.json.gz"),
        "as compressed",
    )
    .unwrap();
    let answer = get_with(
        &fixture.app(),
        "/artifacts/city/current/calendar.json",
        &[("accept-encoding", "gzip")],
    )
    .await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body, b"as compressed");
}

#[tokio::test]
async fn answers_are_compressed_as_they_are_sent_and_their_validators_are_weak() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let path = "/artifacts/city/current/calendar.json";
    let plain = get(&app, path).await;
    assert!(plain.header("etag").starts_with('"'));
    let gzip = ("accept-encoding", "gzip");
    let answer = get_with(&app, path, &[gzip]).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(answer.header("etag"), format!("W/{}", plain.header("etag")));
    assert!(answer.body.len() < plain.body.len() / 2);
    let again = get_with(
        &app,
        path,
        &[gzip, ("if-none-match", answer.header("etag"))],
    )
    .await;
    assert_eq!(again.status, 304);

    let parquet = get_with(&app, "/artifacts/city/current/series.parquet", &[gzip]).await;
    assert_eq!(parquet.header("content-encoding"), "");
    assert_eq!(parquet.header("accept-ranges"), "bytes");
}

#[tokio::test]
async fn nothing_outside_the_artifacts_can_be_read() {
    let fixture = Fixture::new();
    std::fs::write(fixture.root().join("secret.txt"), "secret").unwrap();
    std::fs::write(fixture.generation("city", "aaaa").join(".hidden"), "secret").unwrap();
    let app = fixture.app();
    for path in [
        "/artifacts/city/current/../../../secret.txt",
        "/artifacts/city/current/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/artifacts/city/current/..%2f..%2f..%2fsecret.txt",
        "/artifacts/city/generations/aaaa/..%2f..%2f..%2fsecret.txt",
        "/artifacts/city/generations/..%2f..%2f/secret.txt",
        "/artifacts/city/generations/%2e%2e/%2e%2e/secret.txt",
        "/artifacts/..%2fcity/current/manifest.json",
        "/artifacts/%2e%2e/current/secret.txt",
        "/artifacts/city/generations/aaaa/%00",
        "/artifacts/city/generations/aaaa/.hidden",
        "/artifacts/city/generations/aaaa//etc/passwd",
        "/artifacts/city/current//etc/passwd",
        "/../../secret.txt",
        "/%2e%2e/%2e%2e/etc/passwd",
    ] {
        let answer = get(&app, path).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("secret\n"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_answer_can_be_validated() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let first = get(&app, "/api/hotspots").await;
    let again = get_with(
        &app,
        "/api/hotspots",
        &[("if-none-match", first.header("etag"))],
    )
    .await;
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let fixture = Fixture::new();
    let app = fixture.app();
    for path in ["/", "/docs", "/api/hotspots", "/nowhere", "/api/hotspots/x"] {
        let answer = get(&app, path).await;
        assert!(
            answer
                .header("content-security-policy")
                .contains("script-src 'self' 'wasm-unsafe-eval';"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let fixture = Fixture::new();
    let app = fixture.app();
    assert_eq!(
        get(&app, "/api/nothing").await.problem(404),
        "there is no `/api/nothing`; see /docs for all paths"
    );
    get(&app, "/nothing.js").await.problem(404);
    let answer = send(
        &app,
        Request::post("/api/hotspots").body(Body::empty()).unwrap(),
    )
    .await;
    answer.problem(405);
    assert_eq!(answer.header("allow"), "GET, HEAD");
    send(&app, Request::delete("/").body(Body::empty()).unwrap())
        .await
        .problem(405);
}

#[tokio::test]
async fn the_description_covers_every_route() {
    let fixture = Fixture::new();
    let app = fixture.app();
    let description = get(&app, "/openapi.json").await.json();
    let mut paths: Vec<&str> = description["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    paths.sort_unstable();
    for path in [
        "/api/evaluation",
        "/api/forecast/{id}",
        "/api/hotspots",
        "/api/hotspots/{id}",
        "/api/hotspots/{id}/series",
        "/api/models/{id}",
        "/api/runs",
        "/api/workflows",
        "/healthz",
        "/metrics",
        "/readyz",
    ] {
        assert!(paths.contains(&path), "{path} is not among {paths:?}");
        let answer = get(&app, &path.replace("{id}", &FIRST.to_string())).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    for path in ["/docs", "/docs/style.css", "/docs/script.js"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, 200);
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("https://"),
            "{path} loads something from elsewhere"
        );
    }
}

#[tokio::test]
async fn requests_are_counted_by_route() {
    let fixture = Fixture::new();
    let app = fixture.app();
    get(&app, "/api/hotspots/12").await;
    get(&app, "/api/hotspots/13").await;
    let metrics = get(&app, "/metrics").await;
    let text = String::from_utf8(metrics.body).unwrap();
    let line =
        r#"hotcast_http_requests_total{method="GET",route="/api/hotspots/{id}",status="404"} 2"#;
    assert!(text.contains(line), "{text}");
    assert!(
        text.contains(r#"hotcast_hotspots{workflow="city",generation="aaaa"} 3"#),
        "{text}"
    );
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn the_evaluation_is_absent_for_a_workflow_without_one() {
    let fixture = Fixture::new();
    let app = fixture.app();
    assert_eq!(get(&app, "/api/evaluation").await.json()["freq"], "week");
    let path = fixture.generation("city", "aaaa").join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest["files"]
        .as_array_mut()
        .unwrap()
        .retain(|file| file["path"] != "evaluation.json");
    write_json(&path, &manifest);
    get(&fixture.app(), "/api/evaluation").await.problem(404);
}
