//! The page as `npm run build` has left it in `dist/`, so that a program serves it from any directory.
//!
//! It is a crate of its own so that only the programs wait for the page to be built, not the libraries.

/// The files of the page as `(path, content)`, sorted by path. Empty where the page was not built before this crate was.
pub static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page_files.rs"));
