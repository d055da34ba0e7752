//! The store under `.hotcast/`: what has been computed, found again by its content. `docs/cache.md` tells why it is as it is.

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

pub(crate) use action::{Action, Label, Part, parts_digest};
use at_once::at_once;
pub(crate) use commit::{create_dir_synced, sync_dir};
pub(crate) use content::{Content, digest_output};
pub(crate) use digest::{Digest, Fields, hash_file};
pub(crate) use error::CacheError;
pub(crate) use fault::fault_point;
pub(crate) use gc::{GcLimits, plan_gc};
pub(crate) use inventory::{Entry, Inventory};
pub(crate) use key::{InputKey, KeyMaterial};
pub(crate) use lock::{Locked, StoreLock};
pub(crate) use names::Names;
#[cfg(feature = "fuzzing")]
pub(crate) use pack::fuzz_pack;
pub(crate) use pack::{PackReader, PackWriter};
pub(crate) use records::RecordStore;
pub(crate) use seen::{Seen, Stat};
pub(crate) use stat::StatCache;
pub(crate) use store::{Head, HeadStep, Owner, Store};
