//! The store under `.hotcast/`: results of steps, found again by their content. `docs/cache.md`
//! gives the reasons for its design.

mod action;
mod at_once;
mod canonical;
mod commit;
mod content;
mod digest;
mod error;
mod fault;
mod gate;
mod gc;
mod inventory;
mod json_content;
mod key;
mod lock;
mod names;
mod pack;
mod records;
mod sealed;
mod secret_key;
mod seen;
mod stat;
mod store;
mod table_content;
mod verify;

pub use action::Action;
pub(crate) use action::parts_digest;
pub use action::{Label, Part};
use at_once::at_once;
pub(crate) use commit::{create_dir_synced, sync_dir};
pub(crate) use content::{Content, digest_output};
pub use digest::Digest;
pub(crate) use digest::{Fields, hash_file};
pub use error::CacheError;
pub(crate) use fault::fault_point;
pub use gate::Gate;
pub use gc::{GcLimits, GcPlan, plan_gc, remove_leftovers};
pub use inventory::{Entry, Inventory};
pub use key::{InputKey, KeyMaterial};
pub use lock::{Locked, StoreLock};
pub(crate) use names::Names;
#[cfg(feature = "fuzzing")]
pub(crate) use pack::fuzz_pack;
pub(crate) use pack::{PackReader, PackWriter};
pub(crate) use records::RecordStore;
pub(crate) use seen::{Seen, Stat};
pub use stat::StatCache;
pub use store::HeadStep;
pub use store::{Head, Owner, Store};
