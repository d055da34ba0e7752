//! `hotcast validate`: reports every mistake in a workflow file.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::answer::answer;
use super::exit::Exit;
use super::human::plural;
use super::project::WorkflowArgs;
use hotcast_runner::workflow::WorkflowErrors;

/// Check a workflow file and report every mistake in it.
#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ValidateArgs) -> anyhow::Result<ExitCode> {
    let loaded = args.workflow.load();
    if !args.json {
        // Mistakes are printed like those of any other subcommand.
        let workflow = loaded?;
        answer!(
            "`{}` is valid: {}",
            workflow.path.display(),
            plural(workflow.steps.len(), "step")
        );
        return Ok(Exit::Done.into());
    }
    match loaded {
        Ok(workflow) => {
            let steps: Vec<&str> = workflow
                .steps
                .iter()
                .map(|step| step.name.as_str())
                .collect();
            answer!(
                "{:#}",
                json!({ "valid": true, "name": workflow.name, "steps": steps, "errors": [] })
            );
            Ok(Exit::Done.into())
        }
        Err(error) => {
            // Any other error, such as a file that cannot be read, is not an answer.
            let errors = error.downcast::<WorkflowErrors>()?;
            answer!("{:#}", json!({ "valid": false, "errors": listed(&errors) }));
            Ok(Exit::Usage.into())
        }
    }
}

fn listed(errors: &WorkflowErrors) -> Vec<serde_json::Value> {
    let one = |diagnostic: &hotcast_runner::workflow::Diagnostic| {
        let (line, column) = errors.position(diagnostic).unzip();
        json!({
            "message": diagnostic.message,
            "line": line,
            "column": column,
            "hint": diagnostic.hint,
        })
    };
    errors.diagnostics.iter().map(one).collect()
}
