//! The memory allocator.

use rlsf::SmallGlobalTlsf;

/// Two-level segregated fit (Masmano and others 2004): constant time, and half the code of the
/// target's own allocator.
#[global_allocator]
static ALLOCATOR: SmallGlobalTlsf = SmallGlobalTlsf::new();
