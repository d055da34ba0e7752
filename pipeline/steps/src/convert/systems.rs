//! Coordinate systems that values name themselves.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::crs::Reprojection;

/// More systems than one file has; what names more of them is noise, of which none is kept in memory.
const MOST: usize = 64;

/// The systems met so far, by number: making one takes far longer than using it.
#[derive(Default)]
pub(crate) struct Systems(Mutex<BTreeMap<u32, Option<Arc<Reprojection>>>>);

impl Systems {
    /// The system of a number; `None` for one that is not known.
    pub(crate) fn get(&self, number: u32) -> Option<Arc<Reprojection>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(system) = known.get(&number) {
            return system.clone();
        }
        let system = Reprojection::from_epsg(number).ok().map(Arc::new);
        if known.len() < MOST {
            known.insert(number, system.clone());
        }
        system
    }
}
