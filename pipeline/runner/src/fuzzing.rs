//! Entry points for the fuzz targets in `fuzz/`.

use std::path::Path;

use crate::Registry;
use crate::workflow::{Project, load};

/// Reads a text as a workflow file, and renders its mistakes if it is not one.
pub fn workflow(registry: Registry, text: &str) {
    let project = Project::new("/no/such/project", registry);
    if let Err(errors) = load(&project, Path::new("workflow.yaml"), text, &[]) {
        assert!(!errors.render(false).is_empty());
        for diagnostic in &errors.diagnostics {
            errors.position(diagnostic);
        }
    }
}

/// Reads bytes as a pack: once as they are, and once as the index of an otherwise valid pack.
///
/// # Panics
///
/// If a pack gives a value that does not match its digest.
pub fn pack(bytes: &[u8]) {
    crate::cache::fuzz_pack(bytes);
}
