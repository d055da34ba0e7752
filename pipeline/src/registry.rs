//! The registry: the kinds of steps that a workflow can use.

use hotcast_query::Query;
use hotcast_runner::{Registry, StepKind};
use hotcast_steps::cluster::Cluster;
use hotcast_steps::code;
use hotcast_steps::command::Command;
use hotcast_steps::convert::Convert;
use hotcast_steps::evaluate::Evaluate;
use hotcast_steps::export::Export;
use hotcast_steps::series::Series;
use hotcast_steps::train::Train;

/// Every kind, in the order in which documentation lists them.
pub const REGISTRY: Registry = Registry::new(&[
    // The digest of its code is part of a step's key, so that a kind that changes runs again.
    StepKind::of::<Convert>("convert", code::CONVERT),
    StepKind::of::<Cluster>("cluster", code::CLUSTER),
    StepKind::of::<Series>("series", code::SERIES),
    StepKind::of::<Train>("train", code::TRAIN),
    StepKind::of::<Evaluate>("evaluate", code::EVALUATE),
    StepKind::of::<Export>("export", code::EXPORT),
    StepKind::of::<Command>("command", code::COMMAND),
    StepKind::of::<Query>("query", hotcast_query::code::QUERY),
]);

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hotcast_runner::workflow::{Project, load};

    use super::*;

    #[test]
    fn a_step_that_computes_knows_no_names_and_no_destinations() {
        let text = "version: 1\nname: w\nsteps:\n  rows: { uses: convert, input: [a.csv, b.csv], columns: { time: T, lat: Y, lon: X } }\n  places: { uses: cluster, incidents: rows }\n  tallies: { uses: series, incidents: rows, hotspots: places, holiday_files: days.csv }\n  fits: { uses: train, series: tallies }\n  scores: { uses: evaluate, series: tallies, models: fits }\n  site: { uses: export, hotspots: places, series: tallies, models: fits, evaluation: scores, incidents: rows, to: out/site }\n  text: { uses: command, run: 'cat {inputs.a} {inputs.b} > {outputs.o}', inputs: { a: site, b: { files: [x.sh, y.sh] } }, outputs: { o: out/o.txt } }\n  some: { uses: query, sql: 'SELECT time FROM t, u', inputs: { t: rows.incidents, u: { files: weather.csv } } }\n";
        // A renamed step, file or destination must not change the parameters in a key: a rename
        // would otherwise compute everything again.
        let names = [
            "rows",
            "places",
            "tallies",
            "fits",
            "scores",
            "site",
            "a.csv",
            "b.csv",
            "days.csv",
            "x.sh",
            "y.sh",
            "out/",
            "weather.csv",
        ];
        let mut other = text.to_owned();
        for name in names {
            other = other.replace(name, &format!("other_{name}"));
        }
        let project = Project::new("/no/such/project", REGISTRY);
        let load = |text: &str| match load(&project, Path::new("w.yaml"), text, &[]) {
            Ok(workflow) => workflow,
            Err(errors) => panic!("{}", errors.render(false)),
        };
        let (workflow, other) = (load(text), load(&other));
        assert_eq!(workflow.steps.len(), 8);
        for (step, other) in workflow.steps.iter().zip(&other.steps) {
            let params = step.computing_params().unwrap();
            assert_eq!(params, other.computing_params().unwrap());
            assert_eq!(step.params, other.params);
            let said = params.to_string();
            let told = names
                .iter()
                .find(|name| said.contains(&format!("\"{name}")));
            assert_eq!(told, None, "{said}");
        }
    }
}
