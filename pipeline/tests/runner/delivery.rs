//! What a step is handed: tables that name the files of today, and directories for trees.

use crate::harness::Project;

const CONVERT: &str = "\
version: 1
name: w
steps:
  convert:
    uses: convert
    input: 'in/*.csv'
    columns: { time: when, lat: lat, lon: lon }
    time_format: '%Y-%m-%d'
    max_reject_share: 1.0
";

/// A step that copies what it is handed of the rejects, and notes that it ran.
const COPY: &str = "  \
  names:
    uses: command
    run: 'echo names >> log; cat {inputs.rejects} > {outputs.copy}'
    inputs: { rejects: convert.rejects }
    outputs: { copy: rejects.bin }
";

fn project(option: &str) -> Project {
    let project = Project::new();
    project.write("w.yaml", &format!("{CONVERT}{option}{COPY}"));
    project.write(
        "in/a.csv",
        "when,lat,lon\n2021-01-01,41.5,-87.5\nnever,41.5,-87.5\n",
    );
    project.write(
        "in/b.csv",
        "when,lat,lon\n2021-01-02,41.5,-87.5\nnowhere,41.5,-87.5\n",
    );
    project
}

/// Whether the copy names a file. Parquet keeps the smallest and the largest value of a column as they are.
fn names(project: &Project, file: &str) -> bool {
    let bytes = std::fs::read(project.path("rejects.bin")).unwrap();
    bytes
        .windows(file.len())
        .any(|window| window == file.as_bytes())
}

#[test]
fn a_renamed_file_is_not_converted_again_and_its_rejects_have_the_new_name() {
    // File by file, and all files as one.
    for option in ["", "    dedupe: row\n"] {
        let project = project(option);
        project.ok(&["run", "w.yaml"]);
        assert_eq!(project.ran_steps(), ["names"]);
        assert!(names(&project, "in/a.csv") && names(&project, "in/b.csv"));

        std::fs::rename(project.path("in/b.csv"), project.path("in/z.csv")).unwrap();
        let status = project.ok(&["status", "w.yaml"]).stdout;
        assert!(
            status.contains("convert  up to date\n") && status.contains("`inputs.rejects`: "),
            "{status}"
        );
        let ran = project.ok(&["run", "w.yaml"]).stdout;
        assert!(ran.contains("convert  up to date\n"), "{ran}");
        assert_eq!(project.ran_steps(), ["names"]);
        assert!(names(&project, "in/a.csv") && names(&project, "in/z.csv"));
        assert!(!names(&project, "in/b.csv"));

        project.ok(&["run", "w.yaml"]);
        assert!(project.ran_steps().is_empty());
        std::fs::rename(project.path("in/z.csv"), project.path("in/b.csv")).unwrap();
        project.ok(&["run", "w.yaml"]);
        assert!(
            project.ran_steps().is_empty(),
            "the result for the old name is still there"
        );
        assert!(names(&project, "in/b.csv"));
    }
}

/// Three years at two places.
fn incidents() -> String {
    let mut text = String::from("when,lat,lon\n");
    for month in 1..=12 {
        for year in 2020..=2022 {
            text += &format!(
                "{year}-{month:02}-01,41.0005,-87.0005\n{year}-{month:02}-02,41.0005,-87.0005\n{year}-{month:02}-02,41.0105,-87.0105\n"
            );
        }
    }
    text
}

#[test]
fn where_results_are_published_reaches_nothing_that_is_published() {
    let project = Project::new();
    project.write("in/a.csv", &incidents());
    project.write("w.yaml", &format!("{CONVERT}  cluster: {{ uses: cluster, incidents: convert, method: grid, cell_deg: 0.001, quantile: 0.0001 }}\n  series: {{ uses: series, incidents: convert, hotspots: cluster, freq: month }}\n  train: {{ uses: train, series: series, method: mean }}\n  export: {{ uses: export, hotspots: cluster, series: series, models: train, to: \"${{params.to}}\" }}\n").replace("steps:", "params: { to: out/zanzibar }\nsteps:"));
    project.ok(&["run", "w.yaml"]);
    let again = project
        .ok(&["run", "w.yaml", "--set", "to=out/timbuktu"])
        .stdout;
    assert!(again.contains("all 5 steps are up to date"), "{again}");
    let files = |to: &str| -> Vec<(String, Vec<u8>)> {
        let all = project.files(&format!("out/{to}/generations")).into_iter();
        let relative = |path: std::path::PathBuf| path.display().to_string().replace(to, "");
        let all = all.map(|(path, bytes)| (relative(path), bytes));
        all.filter(|(name, _)| !name.ends_with("manifest.json"))
            .collect()
    };
    assert!(files("zanzibar").len() > 5);
    assert_eq!(files("zanzibar"), files("timbuktu"));
    for (path, bytes) in project.files("out/timbuktu/generations") {
        let named = bytes.windows(8).any(|window| window == b"zanzibar");
        assert!(!named || path.ends_with("manifest.json"), "{path:?}");
    }
    let manifest = project.read("out/timbuktu/current/manifest.json");
    assert!(!manifest.contains("out/zanzibar"), "{manifest}");
}

#[test]
fn a_tree_arrives_as_a_directory() {
    let project = Project::new();
    project.write("in/a.csv", &incidents());
    project.write("w.yaml", &format!("{CONVERT}  cluster: {{ uses: cluster, incidents: convert, method: grid, cell_deg: 0.001, quantile: 0.0001 }}\n  series: {{ uses: series, incidents: convert, hotspots: cluster, freq: month }}\n  train: {{ uses: train, series: series, method: mean }}\n  export: {{ uses: export, hotspots: cluster, series: series, models: train, to: artifacts/w }}\n  list:\n    uses: command\n    run: 'ls -d {{inputs.site}}/* {{inputs.site}}/models/all.json | sed s:.*/:: > {{outputs.list}}'\n    inputs: {{ site: export }}\n    outputs: {{ list: list.txt }}\n"));
    project.ok(&["run", "w.yaml"]);
    let list = project.read("list.txt");
    for name in [
        "all.json",
        "hotspots.geojson",
        "manifest.json",
        "models",
        "series.parquet",
    ] {
        assert!(list.lines().any(|line| line == name), "no {name} in {list}");
    }
}
