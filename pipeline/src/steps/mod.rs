//! The steps, one module a kind. Each is listed in [`crate::registry`].
