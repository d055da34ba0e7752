//! Reads incidents in one parallel pass over Parquet parts, decoding only the columns that are
//! needed.

mod columns;
mod error;
mod incidents;
mod part;
mod selected;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parquet::arrow::arrow_reader::ArrowReaderMetadata;

pub use columns::ScannedColumns;
pub use error::ScanError;
pub use incidents::{Categories, Incidents};
use part::{open, read_row_group};

use crate::matching::CategoryFilter;

/// A row group of a part.
struct Task {
    part: usize,
    row_group: usize,
}

/// Incidents, and how they are read: in passes over all parts, each on several threads.
#[derive(Clone, Copy)]
pub struct Scan<'a> {
    /// The Parquet files.
    pub parts: &'a [PathBuf],
    /// The threads of a pass.
    pub workers: usize,
    /// Ends the pass when it returns `true`.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
    /// The categories whose incidents are visited; `None` for all, without reading the category.
    pub categories: Option<&'a CategoryFilter>,
}

impl Scan<'_> {
    /// Visits the incidents of all parts once. Each thread folds incidents into a state of its own,
    /// made by `make`. The states come in no particular order, so combining them must not depend on
    /// it.
    ///
    /// # Errors
    /// When a part cannot be read, or the pass is cancelled.
    pub fn fold<S: Send>(
        self,
        columns: ScannedColumns,
        make: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, &Incidents<'_>) + Sync,
    ) -> Result<Vec<S>, ScanError> {
        let columns = ScannedColumns {
            category: columns.category || self.categories.is_some(),
            ..columns
        };
        let metadata: Vec<ArrowReaderMetadata> = self
            .parts
            .iter()
            .map(|p| open(p, columns))
            .collect::<Result<_, _>>()?;
        let tasks: Vec<Task> = (metadata.iter().enumerate())
            .flat_map(|(part, m)| {
                (0..m.metadata().num_row_groups()).map(move |row_group| Task { part, row_group })
            })
            .collect();
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = || {
            let mut state = make();
            while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                if failed.load(Ordering::Relaxed) {
                    break;
                }
                let done = read_row_group(
                    &self.parts[task.part],
                    &metadata[task.part],
                    task.row_group,
                    columns,
                    self.categories,
                    self.cancelled,
                    |i| {
                        visit(&mut state, i);
                    },
                );
                if let Err(error) = done {
                    failed.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
            Ok(state)
        };
        let threads = self.workers.clamp(1, tasks.len().max(1));
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            handles
                .into_iter()
                .map(|handle| {
                    handle
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    }
}
