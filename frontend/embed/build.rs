//! Lists the files of the built page, `dist/`. Where the page has not been built, the list is empty.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let frontend = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = frontend.join("dist");
    let mut files = Vec::new();
    if dist.is_dir() {
        println!("cargo:rerun-if-changed={}", dist.display());
        collect(&dist, &mut files)?;
        files.sort();
    } else {
        // Wait for the page to be built; a path that does not exist would rebuild this crate every time.
        println!("cargo:rerun-if-changed={}", frontend.display());
    }
    println!("cargo:rerun-if-changed=embed/build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("page_files.rs"), source(&dist, &files))
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn source(dist: &Path, files: &[PathBuf]) -> String {
    let mut text = String::from("&[\n");
    for file in files {
        let name = file
            .strip_prefix(dist)
            .unwrap_or(file)
            .to_string_lossy()
            .replace('\\', "/");
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    ({name:?}, include_bytes!({:?}) as &[u8]),",
            file.display().to_string()
        );
    }
    text.push(']');
    text
}
