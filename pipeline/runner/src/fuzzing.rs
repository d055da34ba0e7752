//! What the fuzz targets in `fuzz/` call.

use std::path::Path;

use crate::Registry;
use crate::workflow::{Project, load};

/// Reads a text as a workflow file, and shows its mistakes if it is not one.
pub fn workflow(registry: Registry, text: &str) {
    let project = Project::new("/no/such/project", registry);
    if let Err(errors) = load(&project, Path::new("workflow.yaml"), text, &[]) {
        assert!(!errors.render(false).is_empty());
        for diagnostic in &errors.diagnostics {
            errors.position(diagnostic);
        }
    }
}

/// Reads bytes as a pack, as they are and as the index of an otherwise right pack.
///
/// # Panics
/// When a pack gives a value that its digests do not promise.
pub fn pack(bytes: &[u8]) {
    crate::cache::fuzz_pack(bytes);
}
