//! Reading incidents: one parallel pass over Parquet parts, a few columns at a time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use arrow::array::{Array, AsArray, DictionaryArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Schema, TimestampMillisecondType};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

/// Rows decoded at a time: enough to be fast, little enough to stay in the cache.
const BATCH_ROWS: usize = 16_384;

/// Milliseconds in a civil day.
const MS_PER_DAY: i64 = 86_400_000;

/// Which columns a pass needs. Those not needed are not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// The time of the incident.
    pub time: bool,
    /// Longitude and latitude.
    pub place: bool,
    /// The category.
    pub category: bool,
}

/// Why incidents cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The file cannot be opened.
    #[error("cannot open `{path}`: {source}")]
    Open {
        /// The part.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The file is no Parquet, or damaged.
    #[error("cannot read `{path}` as Parquet: {source}")]
    Parquet {
        /// The part.
        path: PathBuf,
        /// The reason.
        source: parquet::errors::ParquetError,
    },
    /// A batch cannot be decoded.
    #[error("cannot decode `{path}`: {source}")]
    Arrow {
        /// The part.
        path: PathBuf,
        /// The reason.
        source: arrow::error::ArrowError,
    },
    /// A column is absent or of another type.
    #[error("`{path}` has no column `{column}` of type {expected}")]
    Column {
        /// The part.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// The type it should have.
        expected: &'static str,
    },
    /// The run was interrupted.
    #[error("interrupted")]
    Cancelled,
}

/// Some incidents. A column that was not asked for is empty.
#[derive(Debug)]
pub struct Incidents<'a> {
    batch: &'a RecordBatch,
    time: Option<&'a [i64]>,
    place: Option<(&'a [f64], &'a [f64])>,
    count: Option<&'a Float64Array>,
    category: Option<Categories<'a>>,
}

/// The category column of a batch: a code per row into a few names.
#[derive(Debug)]
pub struct Categories<'a> {
    column: &'a DictionaryArray<Int32Type>,
    names: &'a StringArray,
}

impl Categories<'_> {
    /// The names in this batch; names may occur in any order and more than once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(Option::unwrap_or_default)
    }

    /// The index of a row's name, nothing for a row without a category.
    #[inline]
    pub fn code(&self, row: usize) -> Option<usize> {
        self.column.key(row)
    }
}

impl Incidents<'_> {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The civil day of a row, counted from 1970-01-01.
    #[inline]
    pub fn day(&self, row: usize) -> i32 {
        self.time
            .map_or(0, |time| time[row].div_euclid(MS_PER_DAY) as i32)
    }

    /// Longitude and latitude of a row.
    #[inline]
    pub fn place(&self, row: usize) -> (f64, f64) {
        self.place
            .map_or((0.0, 0.0), |(lon, lat)| (lon[row], lat[row]))
    }

    /// How many incidents the row stands for: 1, unless the data carries counts. A negative count takes incidents back.
    #[inline]
    pub fn count(&self, row: usize) -> f64 {
        match self.count {
            Some(counts) if counts.is_valid(row) => counts.value(row),
            _ => 1.0,
        }
    }

    /// The categories, when they were asked for and the data has them.
    pub fn categories(&self) -> Option<&Categories<'_>> {
        self.category.as_ref()
    }
}

/// A row group of a part.
struct Task {
    part: usize,
    row_group: usize,
}

/// Visits all incidents of all parts once, on `workers` threads. Each thread folds what it sees into a state of its own, made by `make`; the states
/// are returned in no particular order, so combining them must not depend on it.
///
/// # Errors
/// When a part cannot be read, or `cancelled` turns true.
pub fn scan<S: Send>(
    parts: &[PathBuf],
    columns: Columns,
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

/// Reads a part's metadata, with the category as a dictionary, which spares building nine million strings.
fn open(path: &Path, columns: Columns) -> Result<ArrowReaderMetadata, ScanError> {
    let parquet_error = |source| ScanError::Parquet {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(|source| ScanError::Open {
        path: path.to_owned(),
        source,
    })?;
    let plain =
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(parquet_error)?;
    let field = |name: &str| {
        plain
            .schema()
            .field_with_name(name)
            .ok()
            .map(Field::data_type)
    };
    let missing = |column, expected| ScanError::Column {
        path: path.to_owned(),
        column,
        expected,
    };
    if columns.time
        && !matches!(
            field("time"),
            Some(DataType::Timestamp(
                arrow::datatypes::TimeUnit::Millisecond,
                _
            ))
        )
    {
        return Err(missing("time", "timestamp in milliseconds"));
    }
    for column in ["lon", "lat"] {
        if columns.place && field(column) != Some(&DataType::Float64) {
            return Err(missing(column, "double"));
        }
    }
    if !columns.category || field("category").is_none() {
        return Ok(plain);
    }
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let fields: Vec<Field> = (plain.schema().fields().iter())
        .map(|f| match f.name().as_str() {
            "category" => Field::new("category", dictionary.clone(), f.is_nullable()),
            _ => f.as_ref().clone(),
        })
        .collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    ArrowReaderMetadata::load(&file, options).map_err(parquet_error)
}

fn read_row_group(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    row_group: usize,
    columns: Columns,
    cancelled: &(dyn Fn() -> bool + Sync),
    mut visit: impl FnMut(&Incidents<'_>),
) -> Result<(), ScanError> {
    let file = File::open(path).map_err(|source| ScanError::Open {
        path: path.to_owned(),
        source,
    })?;
    let wanted = |name: &str| match name {
        "time" => columns.time,
        "lon" | "lat" => columns.place,
        "category" => columns.category,
        // Whoever counts incidents has to know how many a row stands for.
        "count" => true,
        _ => false,
    };
    let schema = metadata.schema();
    let roots = (0..schema.fields().len()).filter(|&i| wanted(schema.field(i).name()));
    let mask = ProjectionMask::roots(metadata.metadata().file_metadata().schema_descr(), roots);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
        .with_row_groups(vec![row_group])
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|source| ScanError::Parquet {
            path: path.to_owned(),
            source,
        })?;
    for batch in reader {
        if cancelled() {
            return Err(ScanError::Cancelled);
        }
        let batch = batch.map_err(|source| ScanError::Arrow {
            path: path.to_owned(),
            source,
        })?;
        visit(&incidents(&batch));
    }
    Ok(())
}

fn incidents(batch: &RecordBatch) -> Incidents<'_> {
    let doubles = |name: &str| {
        batch
            .column_by_name(name)
            .and_then(|c| c.as_primitive_opt::<Float64Type>())
    };
    let time = batch
        .column_by_name("time")
        .and_then(|c| c.as_primitive_opt::<TimestampMillisecondType>());
    let place = doubles("lon").zip(doubles("lat"));
    let category = batch
        .column_by_name("category")
        .and_then(|c| c.as_dictionary_opt::<Int32Type>())
        .and_then(|column| Some((column, column.values().as_string_opt::<i32>()?)));
    Incidents {
        batch,
        time: time.map(|t| t.values().as_ref()),
        place: place.map(|(lon, lat)| (lon.values().as_ref(), lat.values().as_ref())),
        count: doubles("count"),
        category: category.map(|(column, names)| Categories { column, names }),
    }
}
