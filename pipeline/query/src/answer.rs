//! Computes a query, in a process of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use hotcast_steps::incidents::ROW_GROUP_ROWS;
use polars::lazy::dsl::{FileWriteFormat, SinkDestination, SinkTarget, UnifiedSinkArgs};
use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::{
    Engine, LazyFrame, ParquetCompression, ParquetWriteOptions, PlRefPath, PolarsResult, SchemaRef,
};
use polars::sql::SQLContext;

use crate::ask::{Answer, Request, Rows};
use crate::culprit::explained;
use crate::incidents;
use crate::order::{Ordered, ordered};
use crate::params::TableKind;
use crate::scan::{row_count, table};
use crate::shape::shaped;
use crate::statement::parse;

/// The level of compression, `convert`'s.
const ZSTD_LEVEL: i32 = 1;

/// Computes the query of the file `request` and writes what came of it to the file `to`.
///
/// # Errors
/// When one of the two files cannot be used. A mistake in the query is an answer.
pub fn answer(request: &Path, to: &Path) -> anyhow::Result<()> {
    let text = fs::read(request).context("cannot read the request")?;
    let request: Request = serde_json::from_slice(&text).context("the request is not one")?;
    let answer = compute(&request);
    fs::write(to, serde_json::to_vec(&answer)?).context("cannot write the answer")
}

/// Computes a query.
pub(crate) fn compute(request: &Request) -> Answer {
    let parsed = parse(&request.sql)?;
    let mut context = SQLContext::new();
    let mut read = BTreeMap::new();
    for (name, files) in &request.tables {
        let (frame, rows) = table(name, files)?;
        context.register(name, frame);
        read.insert(name.clone(), rows);
    }
    let result = plan(&mut context, request);
    let Plan {
        frame,
        schema,
        engine,
    } = match result {
        Ok(planned) => planned,
        Err(error) => return Err(explained(&error, request, &parsed.statement, &mut context)),
    };
    let (frame, kind) = shaped(frame, &schema, request.kind)?;
    write(frame, engine, request)
        .map_err(|error| explained(&error, request, &parsed.statement, &mut context))?;
    if kind == TableKind::Incidents {
        incidents::check_values(&request.output)?;
    }
    let written = row_count(&request.output)?;
    Ok(Rows { read, written })
}

/// A query in which the order of rows is certain, and its columns.
struct Plan {
    frame: LazyFrame,
    schema: SchemaRef,
    engine: Engine,
}

fn plan(context: &mut SQLContext, request: &Request) -> PolarsResult<Plan> {
    let frame = context.execute(&request.sql)?;
    let Ordered { plan, streams } = ordered(&frame.logical_plan);
    let mut frame = LazyFrame::from(plan);
    let schema = frame.collect_schema()?;
    let engine = if !request.in_order && streams {
        Engine::Streaming
    } else {
        Engine::InMemory
    };
    Ok(Plan {
        frame,
        schema,
        engine,
    })
}

fn write(frame: LazyFrame, engine: Engine, request: &Request) -> PolarsResult<()> {
    let options = ParquetWriteOptions {
        compression: ParquetCompression::Zstd(Some(ZstdLevel::try_new(ZSTD_LEVEL)?)),
        row_group_size: Some(ROW_GROUP_ROWS),
        ..ParquetWriteOptions::default()
    };
    let target = SinkTarget::Path(PlRefPath::try_from_path(&request.output)?);
    frame
        .sink(
            SinkDestination::File { target },
            FileWriteFormat::Parquet(Arc::new(options)),
            UnifiedSinkArgs::default(),
        )?
        .collect_with_engine(engine)?;
    Ok(())
}
