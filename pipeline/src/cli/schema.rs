use std::process::ExitCode;

use clap::Args;

use super::answer::answer;
use crate::workflow;

/// Print the JSON Schema of workflow files, for editors.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {}

pub(crate) fn run(_: &SchemaArgs) -> anyhow::Result<ExitCode> {
    answer!("{:#}", workflow::schema());
    Ok(ExitCode::SUCCESS)
}
