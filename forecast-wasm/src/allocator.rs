//! Memory.

use rlsf::SmallGlobalTlsf;

/// Half the code of the allocator that comes with the target, and constant time.
#[global_allocator]
static ALLOCATOR: SmallGlobalTlsf = SmallGlobalTlsf::new();
