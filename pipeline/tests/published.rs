//! What is published: that it depends on nothing but the sources and the workflow, says what became of
//! the rows, and is looked after.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use project::{Project, WORKFLOW};
use serde_json::{Value, json};

/// Every file below a directory by its path, and where every link leads.
fn everything(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_path_buf();
            if path.is_symlink() {
                let target = fs::read_link(&path).unwrap();
                found.insert(name, target.to_str().unwrap().into());
            } else if path.is_dir() {
                open.push(path);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn city(workflow: &str) -> Project {
    let project = Project::new();
    project.csv("in.csv", 900, 1);
    project.write("city.yaml", workflow);
    project
}

#[test]
fn running_anew_elsewhere_gives_the_same_bytes() {
    let first = city(WORKFLOW);
    first
        .hotcast(&["run", "city.yaml", "--jobs", "1"])
        .succeeds();
    let published = everything(&first.path("artifacts"));
    assert!(published.len() > 12, "{:?}", published.keys());
    let second = city(WORKFLOW);
    second
        .hotcast(&["run", "city.yaml", "--jobs", "4"])
        .succeeds();
    let differing = |other: &BTreeMap<PathBuf, Vec<u8>>| -> Vec<PathBuf> {
        let names = published.keys().chain(other.keys());
        let differs = |name: &&PathBuf| published.get(*name) != other.get(*name);
        names.filter(differs).cloned().collect()
    };
    let none: Vec<PathBuf> = Vec::new();
    assert_eq!(differing(&everything(&second.path("artifacts"))), none);
    first
        .hotcast(&["run", "city.yaml", "--no-cache"])
        .succeeds();
    assert_eq!(differing(&everything(&first.path("artifacts"))), none);
}

/// Two source files with equally many good rows, of which a program hands on one.
fn filtered(incidents: &str) -> Value {
    let filter = "  filter:\n    uses: command\n    run: 'set -- {inputs.rows}; cp \"$1\" {outputs.rows}'\n    \
        inputs: { rows: convert.incidents }\n    outputs: { rows: burglaries.parquet }\n  cluster:";
    let workflow = WORKFLOW
        .replace(
            "input: in.csv",
            "input: 'in-*.csv'\n    max_reject_share: 0.9",
        )
        .replace("  cluster:", filter)
        .replace("cluster, incidents: convert", "cluster, incidents: filter")
        .replace("series, incidents: convert", "series, incidents: filter")
        .replace(
            "export, incidents: convert",
            &format!("export, incidents: {incidents}"),
        );
    let project = Project::new();
    project.csv("in-a.csv", 900, 1);
    let text = String::from_utf8(project.read("in-a.csv")).unwrap();
    let bad = "2020-02-02 12:00:00,,,THEFT\n".repeat(7);
    project.write("in-b.csv", text.replace("THEFT", "FRAUD") + &bad);
    project.write("city.yaml", workflow);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    project.json("artifacts/city/current/manifest.json")["counts"].clone()
}

#[test]
fn the_account_of_rows_goes_through_a_filter() {
    let kept = 900 * 15;
    for incidents in ["convert", "filter"] {
        let counts = filtered(incidents);
        let rows = |name: &str| counts[format!("rows_{name}")].clone();
        assert_eq!(counts["incidents"], json!(f64::from(kept)), "{incidents}");
        assert_eq!(rows("in"), json!(2 * kept + 7), "{incidents}");
        assert_eq!(rows("kept"), json!(2 * kept));
        assert_eq!(rows("rejected"), json!(7));
        assert_eq!(rows("malformed"), json!(7));
        assert_eq!(rows("filtered"), json!(kept));
    }
}

#[test]
fn rows_of_an_unknown_origin_are_null() {
    let project = city(&WORKFLOW.replace("export, incidents: convert, ", "export, "));
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let counts = project.json("artifacts/city/current/manifest.json")["counts"].clone();
    for name in ["in", "kept", "rejected", "malformed", "filtered"] {
        assert_eq!(
            counts.get(format!("rows_{name}")),
            Some(&Value::Null),
            "{name}"
        );
    }
}

#[test]
fn status_sees_published_files_that_are_gone_or_edited_and_a_run_restores_them() {
    let report = "  report:\n    uses: command\n    run: 'echo fine > {outputs.text}'\n    outputs: { text: out/report.txt }\n";
    let project = city(&format!("{WORKFLOW}{report}"));
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let published = everything(&project.path("artifacts"));
    let status = ["status", "city.yaml", "--detailed-exitcode"];
    project.hotcast(&status).succeeds();

    let current = fs::read_link(project.path("artifacts/city/current")).unwrap();
    let generation = Path::new("artifacts/city").join(&current);
    let file = |name: &str| project.path(generation.join(name).to_str().unwrap());
    let edit = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(path, bytes).unwrap();
    };
    type Harm<'a> = (&'a str, &'a str, Box<dyn Fn() + 'a>);
    let harms: [Harm<'_>; 7] = [
        (
            "out/report.txt",
            "is gone",
            Box::new(|| {
                fs::remove_file(project.path("out/report.txt")).unwrap();
            }),
        ),
        (
            "out/report.txt",
            "differs from what was published",
            Box::new(|| edit(&project.path("out/report.txt"))),
        ),
        (
            "calendar.json",
            "differs from what was published",
            Box::new(|| edit(&file("calendar.json"))),
        ),
        (
            "manifest.json",
            "differs from what was published",
            Box::new(|| edit(&file("manifest.json"))),
        ),
        (
            "all.json",
            "is gone",
            Box::new(|| fs::remove_file(file("models/all.json")).unwrap()),
        ),
        (
            "current",
            "is gone",
            Box::new(|| {
                fs::remove_file(project.path("artifacts/city/current")).unwrap();
            }),
        ),
        (
            current.to_str().unwrap(),
            "is gone",
            Box::new(|| {
                fs::remove_dir_all(project.path("artifacts")).unwrap();
            }),
        ),
    ];
    for (name, what, harm) in &harms {
        harm();
        let line = format!("{name}` {what}; the next run restores it");
        project
            .hotcast(&status)
            .fails_with(3, &[&line, "1 to be published again"]);
        project.hotcast(&["run", "city.yaml"]).succeeds();
        project.hotcast(&status).succeeds();
        assert_eq!(
            everything(&project.path("artifacts")),
            published,
            "{name} {what}"
        );
        assert_eq!(project.read("out/report.txt"), b"fine\n");
    }
}
