//! Coordinate systems that single values name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::crs::Reprojection;

/// The most systems that are kept: a file that names more of them is noise.
const MOST: usize = 64;

/// The systems met so far, by number, because making one takes far longer than using it.
#[derive(Default)]
pub(crate) struct Systems(Mutex<BTreeMap<u32, Option<Arc<Reprojection>>>>);

impl Systems {
    /// The system of a number; `None` if it is unknown.
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
