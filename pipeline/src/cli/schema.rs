//! `hotcast schema`: the JSON Schema of workflow files.

use std::process::ExitCode;

use clap::Args;

use super::answer::answer;
use crate::registry::REGISTRY;
use hotcast_runner::workflow;

/// Print the JSON Schema of workflow files, for editors.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {}

pub(crate) fn run(_: &SchemaArgs) -> anyhow::Result<ExitCode> {
    answer!("{:#}", workflow::schema(REGISTRY));
    Ok(ExitCode::SUCCESS)
}
