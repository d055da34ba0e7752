//! Writes the JSON Schemas of the published documents to `schemas/`: `cargo run -p hotcast-artifacts --example schemas`

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    fs::create_dir_all(&dir)?;
    for (name, schema) in hotcast_artifacts::schemas() {
        let text = format!("{schema:#}\n");
        fs::write(dir.join(format!("{name}.json")), text)?;
    }
    Ok(())
}
