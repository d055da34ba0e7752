//! The schemas in `schemas/` are those of the types.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

#[test]
fn the_files_say_what_the_types_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let schemas = hotcast_artifacts::schemas();
    assert!(schemas.len() >= 3);
    for (name, schema) in schemas {
        let path = dir.join(format!("{name}.json"));
        let file = fs::read_to_string(&path).unwrap_or_default();
        let expected = format!("{schema:#}\n");
        assert_eq!(
            file,
            expected,
            "run `just types`, which writes {} anew",
            path.display()
        );
    }
}
