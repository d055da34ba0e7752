//! Makes a code fingerprint for every kind of step: a digest of everything that can change what the kind computes.
//!
//! That is every source file that can be reached from `src/<kind>/` ([`reach`]), without
//! comments, documentation and tests; the sources of the crates of this repository that these use,
//! except the runner's; and the locked versions and chosen features of all other libraries behind
//! them. Outside of the repository these are not known, so that each build has fingerprints of its
//! own: it computes anew what another build has computed.
//!
//! Build scripts call [`write()`]; the modules are open for tests.

pub mod locked;
pub mod reach;
pub mod source;

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use locked::{Package, chosen, needed, own_packages, packages};
use reach::{Modules, Reach, rust_files};
use source::relevant;

/// The crate that decides how steps are run, never what they compute.
const SEAM: &str = "hotcast_runner";

/// Writes `fingerprints.rs` to the directory for generated code, with a constant for each kind: a
/// name, and the module at the root of the crate that has its code, or the empty text for all.
///
/// # Errors
/// Outside of a build script, and when a source cannot be read or parsed.
pub fn write(kinds: &[(&str, &str)]) -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let repository = root.join("../..");
    for watched in ["build.rs", "src", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    // A package that was published stands alone: nothing tells which versions it is built with.
    let libraries = if repository.join("Cargo.lock").is_file() {
        Some(Libraries::read(&root, &repository)?)
    } else {
        None
    };
    let modules = Modules::read(&root.join("src"))?;
    let mut contents = Contents::default();
    let mut code = String::new();
    for (kind, module) in kinds {
        let reach = modules.reach(module);
        let digest = fingerprint(&reach, libraries.as_ref(), &mut contents)?;
        let name = kind.to_uppercase();
        writeln!(
            code,
            "/// The fingerprint of the code of `{kind}`.\npub const {name}: &str = {digest:?};"
        )?;
    }
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("fingerprints.rs"),
        code,
    )?;
    Ok(())
}

/// What there is outside of the crate.
struct Libraries {
    packages: Vec<Package>,
    own: BTreeMap<String, PathBuf>,
    manifests: [String; 2],
}

impl Libraries {
    fn read(root: &Path, repository: &Path) -> io::Result<Self> {
        let own = own_packages(repository)?;
        let sources = own.values().filter(|dir| dir.join("src").is_dir());
        let watched = sources.flat_map(|dir| [dir.join("src"), dir.join("Cargo.toml")]);
        let manifests = ["Cargo.lock", "Cargo.toml"].map(|name| repository.join(name));
        for path in watched.chain(manifests) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        Ok(Self {
            packages: packages(&fs::read_to_string(repository.join("Cargo.lock"))?),
            own,
            manifests: [
                fs::read_to_string(root.join("Cargo.toml"))?,
                fs::read_to_string(repository.join("Cargo.toml"))?,
            ],
        })
    }

    /// Adds all that the names in `used` stand for.
    fn count(
        &self,
        used: &BTreeSet<String>,
        contents: &mut Contents,
        field: &mut impl FnMut(&[u8]),
    ) -> io::Result<()> {
        for package in needed(&self.packages, used) {
            field(format!("{} {}", package.name, package.version).as_bytes());
            let Some(dir) = self.own.get(&package.name).filter(|_| package.is_own) else {
                continue;
            };
            field(&fs::read(dir.join("Cargo.toml"))?);
            for file in rust_files(&dir.join("src"))? {
                field(contents.of(&file)?);
            }
        }
        for manifest in &self.manifests {
            field(chosen(manifest, used).as_bytes());
        }
        Ok(())
    }
}

fn fingerprint(
    reach: &Reach,
    libraries: Option<&Libraries>,
    contents: &mut Contents,
) -> io::Result<String> {
    let mut hash = blake3::Hasher::new_derive_key("hotcast 2026 code fingerprint v3");
    let mut field = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for file in &reach.files {
        field(contents.of(file)?);
    }
    let mut used = reach.outside.clone();
    used.remove(SEAM);
    match libraries {
        Some(libraries) => libraries.count(&used, contents, &mut field)?,
        None => field(format!("{:?}", SystemTime::now()).as_bytes()),
    }
    Ok(hash.finalize().to_hex()[..32].to_owned())
}

/// What counts of each file: the code, or every byte of what is included.
///
/// Most files are behind several kinds, and to parse them is nearly all the work.
#[derive(Default)]
struct Contents(BTreeMap<PathBuf, Vec<u8>>);

impl Contents {
    fn of(&mut self, file: &Path) -> io::Result<&[u8]> {
        match self.0.entry(file.to_path_buf()) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(slot) => {
                let content = if file.extension().is_some_and(|ending| ending == "rs") {
                    relevant(file)?.into_bytes()
                } else {
                    fs::read(file)?
                };
                Ok(slot.insert(content))
            }
        }
    }
}
