//! Every file of the store is flipped and cut short; the damage is found, put aside and repaired.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::harness::Project;

const RUN: &[&str] = &["run", "w.yaml"];

fn overwrite(path: &Path, change: impl Fn(&mut Vec<u8>)) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

type Change = (&'static str, fn(&mut Vec<u8>));

const CHANGES: [Change; 5] = [
    ("first bit", |bytes| bytes[0] ^= 1),
    ("middle bit", |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
    }),
    ("last byte", |bytes| *bytes.last_mut().unwrap() ^= 0xff),
    ("cut in half", |bytes| bytes.truncate(bytes.len() / 2)),
    ("emptied", Vec::clear),
];

/// The files of the store whose damage a run has to notice.
fn stored(project: &Project) -> Vec<PathBuf> {
    let dirs = ["blobs", "actions", "packs"];
    dirs.iter()
        .flat_map(|dir| project.files(&format!(".hotcast/{dir}")))
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn damage_to_any_blob_or_record_is_reported_and_repaired() {
    let project = Project::chain();
    project.ok(RUN);
    let (clean, files) = (project.files("out"), stored(&project));
    assert_eq!(files.len(), 8);
    for file in &files {
        for (what, change) in CHANGES {
            overwrite(&project.path(file.to_str().unwrap()), change);
            let ran = project.ok(RUN);
            assert!(
                ran.stdout.contains("is damaged"),
                "{what} of {}: {}",
                file.display(),
                ran.stdout
            );
            assert_eq!(project.files("out"), clean, "{what} of {}", file.display());
            let again = project.ok(RUN);
            assert!(
                again.stdout.contains("nothing to do"),
                "{what} of {}: {}",
                file.display(),
                again.stdout
            );
        }
    }
    assert!(!project.files(".hotcast/quarantine").is_empty());
}

#[test]
fn verify_finds_all_damage_and_ends_with_5() {
    let project = Project::chain();
    project.ok(RUN);
    assert_eq!(
        project.ok(&["cache", "verify"]).stdout,
        "9 files checked, 0 damaged\n"
    );
    let files = stored(&project);
    for file in &files {
        overwrite(&project.path(file.to_str().unwrap()), CHANGES[1].1);
    }
    let ran = project.run(&["cache", "verify", "--json"]);
    assert_eq!(ran.code, Some(5));
    assert_eq!(ran.json()["damaged"].as_array().unwrap().len(), files.len());
    assert_eq!(
        project.run(&["cache", "verify"]).code,
        Some(0),
        "what is damaged has been moved away"
    );
    project.ran_steps();
    project.ok(RUN);
    assert_eq!(project.ran_steps().len(), 4);
}

#[test]
fn a_damaged_or_missing_hint_or_head_costs_time_only() {
    let project = Project::chain();
    // Files that have just been written are not trusted to the hint, which is then not written either.
    std::thread::sleep(std::time::Duration::from_millis(150));
    project.ok(RUN);
    project.ran_steps();
    let heads: Vec<PathBuf> = project
        .files(".hotcast/heads")
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    for file in heads
        .into_iter()
        .chain([PathBuf::from(".hotcast/stat.json")])
    {
        for (what, change) in CHANGES {
            overwrite(&project.path(file.to_str().unwrap()), change);
            let ran = project.ok(RUN);
            assert!(
                ran.stdout.contains("nothing to do"),
                "{what} of {}",
                file.display()
            );
        }
    }
    assert!(project.ran_steps().is_empty());
}

/// A city small enough to be trained in a moment, whose models are kept as records in packs.
fn city() -> Project {
    let project = Project::new();
    project.ok(&["sample", "data.csv", "--rows", "20000", "--seed", "7"]);
    project.write(
        "w.yaml",
        "version: 1\nname: city\nsteps:\n  convert:\n    uses: convert\n    input: 'data*.csv'\n    columns: { time: Date, lat: Latitude, lon: Longitude }\n    time_format: '%m/%d/%Y %I:%M:%S %p'\n  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.01, quantile: 0.99 }\n  series: { uses: series, incidents: convert, hotspots: cluster, freq: month }\n  train: { uses: train, series: series, order: [1, 0, 0], seasonal_order: [0, 0, 0, 12] }\n",
    );
    project
}

fn training(project: &Project) -> String {
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let end = events
        .iter()
        .find(|event| event["event"] == "step_finished" && event["step"] == "train")
        .unwrap();
    end["outputs"].to_string()
}

/// Removes the record of the training, so that the next run has to look for its models one by one.
fn forget_training(project: &Project) {
    for (path, bytes) in project.files(".hotcast/actions") {
        if String::from_utf8_lossy(&bytes).contains("\"kind\":\"train\"") {
            fs::remove_file(project.path(path.to_str().unwrap())).unwrap();
        }
    }
}

fn units(project: &Project) -> (u64, u64) {
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let end = events
        .iter()
        .find(|event| event["event"] == "step_finished" && event["step"] == "train")
        .unwrap();
    (
        end["units"]["computed"].as_u64().unwrap(),
        end["units"]["reused"].as_u64().unwrap(),
    )
}

#[test]
fn damage_to_a_pack_costs_its_records_and_is_repaired() {
    let project = city();
    let clean = training(&project);
    forget_training(&project);
    let (computed, all) = units(&project);
    assert_eq!(computed, 0, "the models were in their pack");
    assert!(all > 3, "{all}");
    for (what, change) in CHANGES {
        let packs: Vec<PathBuf> = project
            .files(".hotcast/packs")
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(packs.len(), 1, "{what}");
        overwrite(&project.path(packs[0].to_str().unwrap()), change);
        forget_training(&project);
        let (computed, reused) = units(&project);
        assert!(
            computed > 0 && computed + reused == all,
            "{what}: {computed} + {reused}"
        );
        assert_eq!(training(&project), clean, "{what}");
        assert_eq!(project.run(&["cache", "verify"]).code, Some(0), "{what}");
    }
}

#[test]
fn a_kill_while_records_are_written_keeps_them() {
    let project = city();
    let clean = training(&project);
    for moment in ["staged", "synced", "renamed", "committed"] {
        let project = city();
        project.ok(&["run", "w.yaml", "series"]);
        let ran = project
            .command(&["run", "w.yaml"])
            .env("HOTCAST_FAULT", format!("pack.{moment}:1"))
            .output()
            .unwrap();
        assert_eq!(ran.status.code(), None, "it was not killed");
        let (computed, reused) = units(&project);
        let kept = matches!(moment, "renamed" | "committed");
        assert_eq!(
            computed == 0,
            kept,
            "{moment}: {computed} computed, {reused} reused"
        );
        assert_eq!(training(&project), clean, "{moment}");
    }
}

#[test]
fn a_new_file_converts_one_file() {
    let project = city();
    project.ok(&["run", "w.yaml"]);
    project.ok(&["sample", "data2.csv", "--rows", "300", "--seed", "8"]);
    let events = project.ok(&["run", "w.yaml", "--json"]).events();
    let end = events
        .iter()
        .find(|event| event["event"] == "step_finished" && event["step"] == "convert")
        .unwrap();
    assert_eq!(
        (
            end["units"]["computed"].as_u64(),
            end["units"]["reused"].as_u64()
        ),
        (Some(1), Some(1))
    );
}
