//! Resolves the references between steps and puts the steps in order.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::diagnostic::{Diagnostic, nearest};
use super::graph::{Edge, PlannedInput, PlannedStep};
use super::keyed::{computing, keyed_params};
use super::origin::Origins;
use super::read_step::ReadStep;
use crate::node::{Node, NodeValue, Span};
use crate::step::{AnyStep, Input, Output, Source, StepRef};

/// The outputs of a step, for others to refer to.
struct Offer<'a> {
    index: usize,
    step: &'a dyn AnyStep,
    outputs: Vec<Output>,
}

impl<'a> Offer<'a> {
    fn of(index: usize, step: &'a ReadStep) -> Self {
        Self {
            index,
            step: step.step.as_ref(),
            outputs: step.step.outputs(),
        }
    }
}

/// Resolves all references. `names` are all steps of the file, including those that could not be
/// read, so that a reference to one of these is not reported again.
pub(super) fn resolve(
    steps: Vec<ReadStep>,
    names: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedStep> {
    let offers: BTreeMap<String, Offer<'_>> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| (step.name.text.clone(), Offer::of(index, step)))
        .collect();
    let is_step = |name: &str| names.iter().any(|known| known == name);
    let mut graph = DiGraph::<usize, Span>::new();
    let nodes: Vec<NodeIndex> = (0..steps.len())
        .map(|index| graph.add_node(index))
        .collect();
    let origins = Origins::of(&steps, is_step);
    let mut inputs: Vec<Vec<PlannedInput>> = Vec::new();
    for (to, step) in steps.iter().enumerate() {
        let mut planned = Vec::new();
        for input in step.step.inputs() {
            let own = position(&step.params, &input.slot);
            let is_field = own.is_some();
            let span = own.unwrap_or_else(|| step.name.span.clone());
            // Not to find such a step is not a mistake: the input then has no files.
            if let (Some(kind), Source::Step { step, output }) = (input.origin, &input.source) {
                let index = origins.find(step.split(is_step).0, kind);
                planned.extend(index.map(|index| {
                    graph.add_edge(nodes[index], nodes[to], span.clone());
                    let output = output.clone();
                    PlannedInput {
                        slot: input.slot.to_string(),
                        edge: Edge::Step { index, output },
                        columns: input.columns.clone(),
                        by_path: input.by_path,
                        for_program: input.for_program,
                    }
                }));
                continue;
            }
            let input = behind(input, &origins, &steps, &offers, is_step);
            // The reference makes the dependency, whether or not its output fits, so that a cycle
            // is reported beside such mistakes.
            if let Source::Step { step, .. } = &input.source
                && let Some(offer) = offers.get(step.split(is_step).0)
            {
                graph.add_edge(nodes[offer.index], nodes[to], span.clone());
            }
            if let Some(edge) = edge(&input, is_field, &span, &offers, names, problems) {
                planned.push(PlannedInput {
                    slot: input.slot.into_owned(),
                    edge,
                    columns: input.columns,
                    by_path: input.by_path,
                    for_program: input.for_program,
                });
            }
        }
        inputs.push(planned);
    }
    let order = in_order(&graph);
    // Steps are left over only if they wait for each other.
    if order.len() < steps.len() {
        report_cycles(&graph, &steps, problems);
        return Vec::new();
    }
    arrange(steps, inputs, &order, problems)
}

/// The input with a reference to the step that [`Input::or_behind`] means, if there is one.
fn behind(
    input: Input,
    origins: &Origins<'_>,
    steps: &[ReadStep],
    offers: &BTreeMap<String, Offer<'_>>,
    is_step: impl Fn(&str) -> bool,
) -> Input {
    let (Some(kind), Source::Step { step, output }) = (input.or_behind, &input.source) else {
        return input;
    };
    let (name, named) = step.split(is_step);
    let has = |offer: &Offer<'_>| offer.outputs.iter().any(|own| own.name == *output);
    if named.is_some() || offers.get(name).is_none_or(has) {
        return input;
    }
    let Some(index) = origins.find(name, kind) else {
        return input;
    };
    let step = StepRef::new(steps[index].name.text.clone());
    let output = output.clone();
    Input {
        source: Source::Step { step, output },
        ..input
    }
}

/// Returns the steps in the order of the file, each after those it reads. Steps that can never run
/// are missing.
fn in_order(graph: &DiGraph<usize, Span>) -> Vec<NodeIndex> {
    let mut left: Vec<NodeIndex> = graph.node_indices().collect();
    let mut placed = vec![false; left.len()];
    let mut order = Vec::new();
    loop {
        let ready = |&node: &NodeIndex| {
            let mut before = graph.neighbors_directed(node, Direction::Incoming);
            before.all(|node| placed[node.index()])
        };
        // Always the first that is ready, so that the order stays that of the file where it can.
        // This is quadratic, but workflows are short.
        let Some(at) = left.iter().position(ready) else {
            return order;
        };
        let node = left.remove(at);
        placed[node.index()] = true;
        order.push(node);
    }
}

/// The position of a parameter, whose names are separated by dots; an item of a list has its number
/// for a name.
pub(super) fn position(params: &Node, slot: &str) -> Option<Span> {
    fn child<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
        match &node.value {
            NodeValue::Seq(items) => key.parse().ok().and_then(|at: usize| items.get(at)),
            _ => node.get(key),
        }
    }
    let found = slot.split('.').try_fold(params, child);
    found.map(|node| node.span.clone())
}

fn edge(
    input: &Input,
    is_field: bool,
    span: &Span,
    offers: &BTreeMap<String, Offer<'_>>,
    names: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Option<Edge> {
    let (reference, wanted) = match &input.source {
        Source::Files(pattern) => return Some(Edge::Files(pattern.clone())),
        Source::Step { step, output } => (step, output),
    };
    let is_step = |name: &str| names.iter().any(|known| known == name);
    let (name, named) = reference.split(is_step);
    let Some(Offer {
        index,
        step,
        outputs: available,
    }) = offers.get(name)
    else {
        if !is_step(name) {
            problems.push(unknown_step(name, span, names));
        }
        return None;
    };
    let output = match named {
        // A step that reads several outputs of one reference asks for the others by itself.
        Some(named) if is_field => named.to_owned(),
        _ => step.bare_output(wanted).into_owned(),
    };
    if available.iter().any(|known| known.name == output) {
        return Some(Edge::Step {
            index: *index,
            output,
        });
    }
    let known = available.iter().map(|known| known.name.as_ref());
    let what = if output.is_empty() {
        "name one of its outputs".to_owned()
    } else {
        format!("it has no output `{output}`")
    };
    problems.push(
        Diagnostic::at(span, format!("step `{name}` does not fit here: {what}"))
            .maybe_hint(nearest(&output, known)),
    );
    None
}

fn unknown_step(step: &str, span: &Span, names: &[String]) -> Diagnostic {
    let repeated: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| name.split('/').next() == Some(step))
        .collect();
    let hint = match repeated.first() {
        Some(first) => Some(format!(
            "it is repeated by `each`; name one of its repetitions, such as `{first}`"
        )),
        None => nearest(step, names.iter().map(String::as_str)),
    };
    Diagnostic::at(span, format!("unknown step `{step}`")).maybe_hint(hint)
}

/// Reports each cycle at one of its references. A strongly connected component (Tarjan 1972) is a
/// set of steps that all depend on each other, or a single step.
fn report_cycles(graph: &DiGraph<usize, Span>, steps: &[ReadStep], problems: &mut Vec<Diagnostic>) {
    for component in tarjan_scc(graph) {
        let within = |node: NodeIndex| component.contains(&node);
        let edge = graph.edge_indices().find(|&edge| {
            graph
                .edge_endpoints(edge)
                .is_some_and(|(from, to)| within(from) && within(to))
        });
        let Some(edge) = edge.filter(|_| {
            // A single step is a cycle only if it reads itself.
            component.len() > 1
                || component
                    .first()
                    .is_some_and(|&node| graph.contains_edge(node, node))
        }) else {
            continue;
        };
        // Closed with its first name, so that it reads as a circle.
        let mut names: Vec<&str> = component
            .iter()
            .rev()
            .map(|&node| steps[graph[node]].name.text.as_str())
            .collect();
        names.extend(names.first().copied());
        let message = format!("steps depend on each other: {}", names.join(" → "));
        problems.push(
            Diagnostic::at(&graph[edge], message)
                .hint("a step cannot read a step that depends on it"),
        );
    }
}

/// Puts the steps in order and makes the step that computes of each.
fn arrange(
    steps: Vec<ReadStep>,
    inputs: Vec<Vec<PlannedInput>>,
    order: &[NodeIndex],
    problems: &mut Vec<Diagnostic>,
) -> Vec<PlannedStep> {
    let place: BTreeMap<usize, usize> = order
        .iter()
        .enumerate()
        .map(|(place, node)| (node.index(), place))
        .collect();
    let mut planned: Vec<(usize, PlannedStep)> = Vec::new();
    for (index, (step, mut inputs)) in steps.into_iter().zip(inputs).enumerate() {
        for input in &mut inputs {
            if let Edge::Step { index, .. } = &mut input.edge {
                // Edges were positions in the file; from here on they are positions in the order.
                *index = place[index];
            }
        }
        let ReadStep {
            name,
            kind,
            step,
            limits,
            ..
        } = step;
        let (outputs, publish) = (step.outputs(), step.publish());
        let computing = step.params().and_then(|params| {
            let computing = computing(kind, params.clone(), &inputs, &publish)?;
            Ok((computing, keyed_params(params, &inputs, &publish)))
        });
        match computing {
            Ok((step, params)) => planned.push((
                place[&index],
                PlannedStep {
                    name: name.text,
                    kind,
                    step,
                    params,
                    inputs,
                    outputs,
                    publish,
                    limits,
                    secrets: BTreeMap::new(),
                    unset: Vec::new(),
                },
            )),
            Err(error) => problems.push(Diagnostic::at(
                &name.span,
                format!("the parameters cannot be written back: {error}"),
            )),
        }
    }
    planned.sort_by_key(|(place, _)| *place);
    planned.into_iter().map(|(_, step)| step).collect()
}
