//! Makes a code fingerprint for every kind of step: a digest of everything that can change what the kind computes.
//!
//! That is every source file that can be reached from `src/steps/<kind>/` (`build/reach.rs`) except through the seam between steps and runner, without
//! comments, documentation and tests; the sources of the crates of this repository that these use; and the locked versions and chosen features of all
//! other libraries behind them.

mod build {
    pub(crate) mod locked;
    pub(crate) mod reach;
    pub(crate) mod source;
}

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use build::locked::{Package, chosen, needed, own_packages, packages};
use build::reach::{Modules, rust_files};
use build::source::relevant;

/// Modules that decide how steps are run, never what they compute.
const SEAM: [&str; 5] = ["step", "registry", "cli", "run", "workflow"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let repository = root.join("..");
    for watched in [
        "build.rs",
        "build",
        "src",
        "Cargo.toml",
        "../Cargo.lock",
        "../Cargo.toml",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let libraries = Libraries::read(&root, &repository)?;
    for dir in libraries
        .own
        .values()
        .filter(|dir| dir.join("src").is_dir())
    {
        println!("cargo::rerun-if-changed={}", dir.join("src").display());
        println!(
            "cargo::rerun-if-changed={}",
            dir.join("Cargo.toml").display()
        );
    }
    let modules = Modules::read(&root.join("src"), &SEAM)?;
    let mut code = String::from(
        "/// The fingerprint of the code behind a kind of step.\npub(crate) fn fingerprint(kind: &str) -> Option<&'static str> {\n    match kind {\n",
    );
    for kind in kinds(&root.join("src/steps"))? {
        let reach = modules.reach(&kind);
        let digest = fingerprint(&reach.files, &reach.outside, &libraries)?;
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
fn kinds(steps: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(steps)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        found.extend(name.filter(|&name| name != "mod").map(str::to_owned));
    }
    Ok(found)
}

/// What there is outside of the crate.
struct Libraries {
    packages: Vec<Package>,
    own: std::collections::BTreeMap<String, PathBuf>,
    manifests: [String; 2],
}

impl Libraries {
    fn read(root: &Path, repository: &Path) -> io::Result<Self> {
        Ok(Self {
            packages: packages(&fs::read_to_string(repository.join("Cargo.lock"))?),
            own: own_packages(repository)?,
            manifests: [
                fs::read_to_string(root.join("Cargo.toml"))?,
                fs::read_to_string(repository.join("Cargo.toml"))?,
            ],
        })
    }
}

fn fingerprint(
    files: &BTreeSet<PathBuf>,
    outside: &BTreeSet<String>,
    libraries: &Libraries,
) -> io::Result<String> {
    let mut hash = blake3::Hasher::new_derive_key("hotcast 2026 code fingerprint v2");
    let mut field = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for file in files {
        field(&content(file)?);
    }
    for package in needed(&libraries.packages, outside) {
        field(format!("{} {}", package.name, package.version).as_bytes());
        let Some(dir) = libraries.own.get(&package.name).filter(|_| package.is_own) else {
            continue;
        };
        field(&fs::read(dir.join("Cargo.toml"))?);
        for file in rust_files(&dir.join("src"))? {
            field(&content(&file)?);
        }
    }
    for manifest in &libraries.manifests {
        field(chosen(manifest, outside).as_bytes());
    }
    Ok(hash.finalize().to_hex()[..32].to_owned())
}

/// What counts of a file: the code, or every byte of what is included.
fn content(file: &Path) -> io::Result<Vec<u8>> {
    if file.extension().is_some_and(|ending| ending == "rs") {
        relevant(file).map(String::into_bytes)
    } else {
        fs::read(file)
    }
}
