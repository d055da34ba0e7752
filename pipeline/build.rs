//! Makes a code fingerprint for every kind of step: a digest of the sources that can change what the kind computes.
//!
//! Starting from `src/steps/<kind>.rs` or `src/steps/<kind>/`, every `crate::…` path is followed to the module it names, transitively, except into the seam
//! between steps and runner. A use of `sarima::` adds that crate's sources and those of the crates inside it, a use of another dependency its locked version. Blank lines,
//! whole-line comments and files named `tests.rs` do not count, so documentation can change without refitting anything.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules that decide how steps are run, never what they compute.
const SEAM: [&str; 6] = ["step", "steps", "registry", "cli", "run", "workflow"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let src = root.join("src");
    let lock = fs::read_to_string(root.join("../Cargo.lock")).unwrap_or_default();
    for watched in ["build.rs", "src", "../Cargo.lock"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    for sources in model_sources(&root)? {
        println!("cargo::rerun-if-changed={}", sources.display());
    }
    let mut code = String::from(
        "/// The fingerprint of the code behind a kind of step.\npub(crate) fn fingerprint(kind: &str) -> Option<&'static str> {\n    match kind {\n",
    );
    for (kind, entry) in kinds(&src.join("steps"))? {
        let digest = fingerprint(&root, &src, &entry, &lock)?;
        writeln!(code, "        {kind:?} => Some({digest:?}),")?;
    }
    code.push_str("        _ => None,\n    }\n}\n");
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("fingerprints.rs"),
        code,
    )?;
    Ok(())
}

/// The modules below `steps`, by name.
fn kinds(steps: &Path) -> std::io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    if steps.is_dir() {
        for entry in fs::read_dir(steps)? {
            let path = entry?.path();
            if let Some(name) = path
                .file_stem()
                .and_then(|name| name.to_str())
                .filter(|&name| name != "mod")
            {
                found.insert(name.to_owned(), steps.join(name));
            }
        }
    }
    Ok(found)
}

fn fingerprint(root: &Path, src: &Path, entry: &Path, lock: &str) -> std::io::Result<String> {
    let mut files = BTreeSet::new();
    let mut crates = BTreeSet::new();
    let mut queue = module_files(entry)?;
    while let Some(file) = queue.pop() {
        if !files.insert(file.clone()) {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        for path in paths(&text) {
            match path.split_first() {
                Some((&"crate", rest))
                    if rest.first().is_some_and(|module| !SEAM.contains(module)) =>
                {
                    queue.extend(resolve(src, rest)?)
                }
                Some((&"crate", ["steps", kind, ..])) => {
                    queue.extend(module_files(&src.join("steps").join(kind))?)
                }
                Some((&"sarima", _)) => {
                    for sources in model_sources(root)? {
                        queue.extend(rust_files(&sources)?);
                    }
                }
                Some((name, _)) => {
                    crates.insert((*name).to_owned());
                }
                None => {}
            }
        }
    }
    let mut hash = blake3::Hasher::new_derive_key("hotcast 2026 code fingerprint v1");
    for file in &files {
        hash.update(relevant(&fs::read_to_string(file)?).as_bytes());
        hash.update(&[0]);
    }
    for name in &crates {
        if let Some(version) = locked_version(lock, name) {
            hash.update(format!("{name} {version}\n").as_bytes());
        }
    }
    Ok(hash.finalize().to_hex()[..32].to_owned())
}

/// The sources of the model: those of its crate, and of the crates in directories of it.
fn model_sources(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let model = root.join("../sarima");
    let mut sources = vec![model.join("src")];
    for entry in fs::read_dir(&model)? {
        let path = entry?.path();
        if path.join("Cargo.toml").is_file() {
            sources.push(path.join("src"));
        }
    }
    Ok(sources)
}

/// A module's own file and everything in its directory.
fn module_files(module: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = if module.is_dir() {
        rust_files(module)?
    } else {
        Vec::new()
    };
    let own = module.with_extension("rs");
    if own.is_file() {
        files.push(own);
    }
    Ok(files)
}

fn rust_files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs")
            && path.file_name().is_some_and(|name| name != "tests.rs")
        {
            files.push(path);
        }
    }
    Ok(files)
}

/// The files of the deepest module that `path` names.
fn resolve(src: &Path, path: &[&str]) -> std::io::Result<Vec<PathBuf>> {
    let mut module = src.to_path_buf();
    let mut found = Vec::new();
    for name in path {
        module.push(name);
        let files = module_files(&module)?;
        if files.is_empty() {
            break;
        }
        found = files;
    }
    Ok(found)
}

/// Every `a::b::c` in the text; a group `a::{b, c}` counts as `a`.
fn paths(text: &str) -> BTreeSet<Vec<&str>> {
    let mut found = BTreeSet::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for word in line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            if word.contains("::") {
                found.insert(word.split("::").filter(|part| !part.is_empty()).collect());
            }
        }
    }
    found
}

fn relevant(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn locked_version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let dashed = name.replace('_', "-");
    lock.split("[[package]]").find_map(|package| {
        let field = |key: &str| {
            package.lines().find_map(|line| {
                line.strip_prefix(key)?
                    .strip_prefix(" = \"")?
                    .strip_suffix('"')
            })
        };
        let package_name = field("name")?;
        (package_name == name || package_name == dashed)
            .then(|| field("version"))
            .flatten()
    })
}
