//! Parameters are shown with results only where the workflow says so.

use crate::harness::Project;

#[test]
fn parameters_are_shown_with_results_only_where_the_workflow_says_so() {
    let project = Project::new();
    let text = "version: 1\nname: w\nparams: { token: hidden-value, freq: shown-value }\nsteps:\n  a: { uses: command, run: 'true ${params.token} ${params.freq}; echo > {outputs.o}', outputs: { o: o.txt } }\n";
    project.write("w.yaml", text);
    let params = || {
        let events = project.ok(&["run", "w.yaml", "--json"]).events();
        project.ok(&["graph", "w.yaml", "--format", "html", "-o", "r.html"]);
        assert!(!project.read("r.html").contains("hidden-value"));
        events[0]["params"].clone()
    };
    assert_eq!(params(), serde_json::json!({}));
    project.edit("w.yaml", "steps:", "publish_params: [freq]\nsteps:");
    assert_eq!(params(), serde_json::json!({ "freq": "shown-value" }));
    assert!(
        project
            .read("r.html")
            .contains("freq=&quot;shown-value&quot;")
    );
    for (written, said) in [
        ("[fre]", "unknown parameter `fre`"),
        (
            "freq",
            "`publish_params` must be a list of parameter names, found `freq`",
        ),
        (
            "[[freq]]",
            "`publish_params` must be a list of parameter names, found a list",
        ),
    ] {
        project.write(
            "w.yaml",
            &text.replace("steps:", &format!("publish_params: {written}\nsteps:")),
        );
        let ran = project.run(&["validate", "w.yaml"]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn a_manifest_has_the_parameters_that_the_workflow_publishes_and_follows_a_change() {
    let project = Project::new();
    let rows: String = (0..36)
        .map(|n| format!("{}-{:02}-01,41.0005,-87.0005\n", 2020 + n / 12, n % 12 + 1))
        .collect();
    project.write("in.csv", &format!("when,lat,lon\n{rows}"));
    let text = "version: 1\nname: w\nparams: { token: hidden-value, freq: month }\nsteps:\n  convert: { uses: convert, input: in.csv, columns: { time: when, lat: lat, lon: lon }, time_format: '%Y-%m-%d' }\n  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.001, quantile: 0.0001 }\n  series: { uses: series, incidents: convert, hotspots: cluster, freq: '${params.freq}' }\n  train: { uses: train, series: series, method: mean }\n  export: { uses: export, hotspots: cluster, series: series, models: train, to: artifacts/w }\n  use: { uses: command, run: 'true ${params.token}; echo > {outputs.o}', outputs: { o: o.txt } }\n";
    let manifest = |publish: &str| {
        project.write("w.yaml", &format!("{text}{publish}"));
        project.ok(&["run", "w.yaml", "--set", "token=hidden-text"]);
        for (path, bytes) in project.files("artifacts") {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("hidden"), "{}", path.display());
        }
        let manifest = project.read("artifacts/w/current/manifest.json");
        serde_json::from_str::<serde_json::Value>(&manifest).unwrap()
    };
    let none = manifest("");
    let one = manifest("publish_params: [freq]\n");
    assert_eq!(none["params"], serde_json::json!({}));
    assert_eq!(one["params"], serde_json::json!({ "freq": "month" }));
    assert_eq!(none["generation"], one["generation"]);
    assert_eq!(manifest(""), none);
}
