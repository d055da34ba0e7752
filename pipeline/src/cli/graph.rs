//! `hotcast graph`: the graph of a workflow, or the report of a run.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::answer;
use super::exit::{Exit, UsageError};
use super::project::{WorkflowArgs, store};
use super::report;
use super::run_log::RunLog;
use hotcast_runner::workflow::{Edge, Workflow};

/// Print the graph of a workflow, or a report of one of its runs.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    workflow: WorkflowArgs,

    /// Output format; `html` is a report of a run in one file
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,

    /// Run that `html` reports on; the last one of this workflow by default
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Mermaid,
    Dot,
    Json,
    Html,
}

pub(crate) fn run(args: &GraphArgs) -> anyhow::Result<ExitCode> {
    let workflow = args.workflow.load()?;
    let text = match if args.json { Format::Json } else { args.format } {
        Format::Mermaid => mermaid(&workflow),
        Format::Dot => dot(&workflow),
        Format::Json => format!("{:#}\n", as_json(&workflow)),
        Format::Html => html(args, &workflow)?,
    };
    match &args.output {
        Some(path) => {
            fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?
        }
        None => answer::text(format_args!("{text}")),
    }
    Ok(Exit::Done.into())
}

/// The edges: the positions of the two steps, and the output that is read.
fn edges(workflow: &Workflow) -> Vec<(usize, usize, &str)> {
    let mut edges = Vec::new();
    for (to, step) in workflow.steps.iter().enumerate() {
        for input in &step.inputs {
            if let Edge::Step { index, output } = &input.edge {
                edges.push((*index, to, output.as_str()));
            }
        }
    }
    // A step may read an output through several inputs, which is one edge.
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn mermaid(workflow: &Workflow) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, step) in workflow.steps.iter().enumerate() {
        let label = if step.name == step.kind.name {
            step.name.clone()
        } else {
            format!("{}<br/><small>{}</small>", step.name, step.kind.name)
        };
        // Numbered, as a step's name may have characters that an identifier may not.
        text.push_str(&format!("  s{index}[\"{label}\"]\n"));
    }
    for (from, to, output) in edges(workflow) {
        text.push_str(&format!("  s{from} -- {output} --> s{to}\n"));
    }
    text
}

fn dot(workflow: &Workflow) -> String {
    let mut text = format!(
        "digraph {:?} {{\n  rankdir=LR;\n  node [shape=box];\n",
        workflow.name
    );
    for step in &workflow.steps {
        text.push_str(&format!(
            "  {:?} [label={:?}];\n",
            step.name,
            format!("{}\n{}", step.name, step.kind.name)
        ));
    }
    for (from, to, output) in edges(workflow) {
        text.push_str(&format!(
            "  {:?} -> {:?} [label={output:?}];\n",
            workflow.steps[from].name, workflow.steps[to].name
        ));
    }
    text.push_str("}\n");
    text
}

fn as_json(workflow: &Workflow) -> serde_json::Value {
    let steps: Vec<_> = workflow
        .steps
        .iter()
        .map(|step| json!({ "name": step.name, "kind": step.kind.name }))
        .collect();
    let edges: Vec<_> = edges(workflow)
        .into_iter()
        .map(|(from, to, output)| {
            json!({
                "from": workflow.steps[from].name,
                "to": workflow.steps[to].name,
                "output": output,
            })
        })
        .collect();
    json!({ "name": workflow.name, "steps": steps, "edges": edges })
}

fn html(args: &GraphArgs, workflow: &Workflow) -> anyhow::Result<String> {
    let store = store()?;
    let log = match &args.run {
        Some(name) => Some(RunLog::find(&store, name)?),
        None => RunLog::last_of(&store, &workflow.name)?,
    };
    let log =
        log.ok_or_else(|| UsageError(format!("workflow `{}` has not been run", workflow.name)))?;
    Ok(report::render(&log))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hotcast_runner::workflow::{Project, load};

    use super::*;
    use crate::REGISTRY;

    /// A step that reads one output twice, and two outputs of another.
    fn workflow() -> Workflow {
        let text = "version: 1\nname: w\nsteps:\n  convert: { uses: convert, input: a.csv, columns: { time: t, lat: y, lon: x } }\n  places: { uses: cluster, incidents: convert }\n  read: { uses: command, run: 'cat {inputs.a} {inputs.b} {inputs.c} > {outputs.o}', inputs: { a: convert.rejects, b: convert.rejects, c: places.cells }, outputs: { o: o.txt } }\n";
        let project = Project::new("/no/such/project", REGISTRY);
        load(&project, Path::new("w.yaml"), text, &[])
            .unwrap_or_else(|errors| panic!("{}", errors.render(false)))
    }

    #[test]
    fn an_output_that_is_read_twice_is_one_edge() {
        assert_eq!(
            edges(&workflow()),
            [(0, 1, "incidents"), (0, 2, "rejects"), (1, 2, "cells")]
        );
    }

    #[test]
    fn each_format_has_the_same_edges() {
        let workflow = workflow();
        let (mermaid, dot) = (mermaid(&workflow), dot(&workflow));
        assert!(mermaid.contains("  s0[\"convert\"]\n"), "{mermaid}");
        assert!(
            mermaid.contains("  s1[\"places<br/><small>cluster</small>\"]\n"),
            "{mermaid}"
        );
        assert!(mermaid.ends_with("  s1 -- cells --> s2\n"), "{mermaid}");
        assert!(
            dot.ends_with("  \"places\" -> \"read\" [label=\"cells\"];\n}\n"),
            "{dot}"
        );
        let json = as_json(&workflow);
        assert_eq!(
            json["steps"][2],
            json!({ "name": "read", "kind": "command" })
        );
        assert_eq!(
            json["edges"][2],
            json!({ "from": "places", "to": "read", "output": "cells" })
        );
    }
}
