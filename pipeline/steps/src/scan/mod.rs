//! Reads incidents in one parallel pass over Parquet parts, decoding only the columns that are
//! needed.

mod columns;
mod error;
mod incidents;
mod part;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parquet::arrow::arrow_reader::ArrowReaderMetadata;

pub use columns::ScannedColumns;
pub use error::ScanError;
pub use incidents::{Categories, Incidents};
use part::{open, read_row_group};

/// A row group of a part.
struct Task {
    part: usize,
    row_group: usize,
}

/// Visits all incidents of all parts once, on `workers` threads. Each thread folds incidents into a
/// state of its own, made by `make`. The states come in no particular order, so combining them must
/// not depend on it.
///
/// # Errors
/// When a part cannot be read, or `cancelled` turns true.
pub fn scan<S: Send>(
    parts: &[PathBuf],
    columns: ScannedColumns,
    workers: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
    make: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, &Incidents<'_>) + Sync,
) -> Result<Vec<S>, ScanError> {
    let metadata: Vec<ArrowReaderMetadata> = parts
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
                &parts[task.part],
                &metadata[task.part],
                task.row_group,
                columns,
                cancelled,
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
    let threads = workers.clamp(1, tasks.len().max(1));
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
