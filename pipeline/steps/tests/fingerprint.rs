//! What the code fingerprint of a kind of step covers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hotcast_fingerprint::locked::{chosen, needed, own_packages, packages};
use hotcast_fingerprint::reach::{Modules, rust_files};
use hotcast_fingerprint::source::relevant;

/// The files, relative to `src`, that the kind `k` reaches in a crate of these files, and names outside.
fn reached(files: &[(&str, &str)]) -> (BTreeSet<String>, BTreeSet<String>) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let reach = Modules::read(dir.path()).unwrap().reach("k");
    let name = |path: &std::path::PathBuf| {
        let relative = path.strip_prefix(dir.path()).unwrap();
        relative.display().to_string()
    };
    (reach.files.iter().map(name).collect(), reach.outside)
}

/// A crate in which `k` says `text`, beside modules that it may name.
fn names(text: &str) -> Vec<String> {
    let files = [
        (
            "lib.rs",
            "mod a; mod b; mod c; pub mod k; pub mod other; pub use c::Deep; pub use b::two as second;",
        ),
        ("a/mod.rs", "pub mod inner; pub fn one() {}"),
        ("a/inner.rs", "pub fn far() {}"),
        ("b.rs", "pub fn two() {}"),
        ("c.rs", "pub struct Deep; macro_rules! shout { () => {} }"),
        (
            "d.rs",
            "use crate::c::Deep; impl Deep { pub fn go(&self) {} }",
        ),
        ("k/mod.rs", "mod work;"),
        ("k/work.rs", text),
        ("k/tests.rs", "use crate::b;"),
        ("k/note.txt", "note"),
        ("other.rs", "pub fn other() {}"),
    ];
    let (found, _) = reached(&files);
    let own = ["k/mod.rs", "k/work.rs"];
    assert!(own.iter().all(|name| found.contains(*name)), "{found:?}");
    found
        .into_iter()
        .filter(|name| !own.contains(&name.as_str()))
        .collect()
}

#[test]
fn every_way_to_name_a_module_is_followed() {
    let a = ["a/inner.rs", "a/mod.rs"];
    for (text, expected) in [
        ("", &[][..]),
        ("use crate::a::one;", &a[..]),
        (
            "use crate::{b::two, a::{self, inner::far}};",
            &["a/inner.rs", "a/mod.rs", "b.rs"],
        ),
        ("use crate::a::*;", &a),
        (
            "use crate::b as renamed; fn f() { renamed::two() }",
            &["b.rs"],
        ),
        ("fn f() { crate::b::two() }", &["b.rs"]),
        ("fn f() { let x = vec![crate::b::two()]; }", &["b.rs"]),
        ("macro_rules! m { () => { crate::b::two() } }", &["b.rs"]),
        ("use super::super::other::other;", &["other.rs"]),
        ("use super::super::b::two;", &["b.rs"]),
        ("mod inline { use super::super::super::b::two; }", &["b.rs"]),
        ("use crate::other::other;", &["other.rs"]),
        (
            "use crate::other as others; fn f() { others::other() }",
            &["other.rs"],
        ),
        ("use crate::second;", &["b.rs", "lib.rs"]),
        (
            "const NOTE: &str = include_str!(\"note.txt\");",
            &["k/note.txt"],
        ),
        // A type brings along whoever gives it methods; a macro is where it is defined.
        ("use crate::Deep;", &["c.rs", "d.rs", "lib.rs"]),
        ("fn f() { shout!() }", &["c.rs", "d.rs"]),
        // Comments and tests count for nothing.
        ("// use crate::b;\n/// See crate::b::two.\nfn f() {}", &[]),
        ("#[cfg(test)] mod tests { use crate::b; }", &[]),
        ("#[cfg(not(test))] use crate::b;", &["b.rs"]),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn what_leads_outside_is_named() {
    let text = "use blake3::hash; use rayon; fn f() { serde_json::json!({}); ::memchr::memchr(1, b\"\"); }";
    let (_, outside) = reached(&[("lib.rs", ""), ("k.rs", text)]);
    for name in ["blake3", "rayon", "serde_json", "memchr"] {
        assert!(outside.contains(name), "{name}: {outside:?}");
    }
}

#[test]
fn comments_layout_and_tests_do_not_count_but_code_does() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.rs");
    let of = |text: &str| {
        fs::write(&path, text).unwrap();
        relevant(&path).unwrap()
    };
    let plain = of("fn f() -> u8 { 1 }");
    assert_eq!(
        of(
            "//! Docs.\n/// More.\nfn f() -> u8 {\n    // Why.\n    1\n}\n#[cfg(test)]\nmod tests {}\n"
        ),
        plain
    );
    assert_ne!(of("fn f() -> u8 { 2 }"), plain);
    assert_ne!(of("#[inline] fn f() -> u8 { 1 }"), plain);
}

#[test]
fn a_library_counts_with_all_that_it_needs() {
    let lock = "version = 4\n\n[[package]]\nname = \"far-away\"\nversion = \"2.0.0\"\nsource = \"x\"\n\n[[package]]\nname = \"far-away\"\nversion = \"1.0.0\"\nsource = \"x\"\n\n[[package]]\nname = \"near\"\nversion = \"0.3.0\"\nsource = \"x\"\ndependencies = [\n \"far-away 1.0.0\",\n]\n\n[[package]]\nname = \"unused\"\nversion = \"9.9.9\"\nsource = \"x\"\n";
    let packages = packages(lock);
    let used = BTreeSet::from(["near".to_owned()]);
    let found: Vec<String> = needed(&packages, &used)
        .iter()
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    assert_eq!(found, ["far-away 1.0.0", "near 0.3.0"]);
    let manifest = "near = { version = \"0.3\", features = [\"x\"] }\nother = \"1\"\n";
    assert_eq!(chosen(manifest, &used), manifest.lines().next().unwrap());
}

#[test]
fn the_kinds_reach_what_they_compute_with() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let src = root.join("src");
    let modules = Modules::read(&src).unwrap();
    let lock = fs::read_to_string(root.join("../../Cargo.lock")).unwrap();
    let packages = packages(&lock);
    for (kind, files, libraries) in [
        (
            "convert",
            &["crs/mod.rs", "incidents.rs", "convert/place/mod.rs"][..],
            &["proj4rs"][..],
        ),
        (
            "cluster",
            &["scan/mod.rs", "space/cell.rs", "cluster/dbscan.rs"],
            &[],
        ),
        (
            "series",
            &[
                "calendar/observed.rs",
                "holidays/csv.rs",
                "cluster/membership.rs",
            ],
            &["chrono", "hotcast-artifacts"],
        ),
        (
            "train",
            &[
                "forecasting/ets.rs",
                "train/records.rs",
                "holidays/us.rs",
                "series/table.rs",
            ],
            &["sarima", "sarima-likelihood", "augurs"],
        ),
        (
            "evaluate",
            &[
                "forecasting/rolling.rs",
                "train/params.rs",
                "cluster/rule.rs",
            ],
            &["sarima"],
        ),
        (
            "export",
            &["export/geojson.rs"],
            &["sarima", "blake3", "hotcast-artifacts"],
        ),
        ("command", &["command/process.rs"], &[]),
    ] {
        let reach = modules.reach(kind);
        for file in files {
            assert!(
                reach.files.contains(&src.join(file)),
                "{kind} does not reach {file}"
            );
        }
        let needed = needed(&packages, &reach.outside);
        for library in libraries {
            assert!(
                needed.iter().any(|package| package.name == *library),
                "{kind}: {library}"
            );
        }
    }
    let reach = modules.reach("command");
    assert!(
        !reach.files.contains(&src.join("forecasting/ets.rs")),
        "a program fits nothing"
    );
    let own = own_packages(&root.join("../..")).unwrap();
    for name in ["sarima", "sarima-likelihood", "hotcast-steps"] {
        assert!(
            !rust_files(&own[name].join("src")).unwrap().is_empty(),
            "{name}"
        );
    }
}

#[test]
fn no_step_of_ours_asks_the_clock_the_environment_or_where_it_is() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules = Modules::read(&src).unwrap();
    for kind in [
        "convert", "cluster", "series", "train", "evaluate", "export",
    ] {
        let files = modules.reach(kind).files;
        assert!(files.len() > 5, "{kind}: {files:?}");
        for file in files
            .iter()
            .filter(|file| file.extension().is_some_and(|e| e == "rs"))
        {
            let code = relevant(file).unwrap();
            for word in [
                "SystemTime",
                "Utc :: now",
                "Local :: now",
                "std :: env",
                "RandomState",
                "thread_rng",
            ] {
                assert!(!code.contains(word), "{}: {word}", file.display());
            }
        }
    }
}
