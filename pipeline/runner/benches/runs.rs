//! Times of runs of small steps, without and with a cache: `cargo bench -p hotcast-runner`.
//!
//! `cargo test` runs each benchmark once.

// The projects and kinds of the tests, which use more of them.
#[allow(dead_code, clippy::unwrap_used)]
#[path = "../tests/run/kinds.rs"]
mod kinds;
#[allow(dead_code, clippy::unwrap_used)]
#[path = "../tests/run/project.rs"]
mod project;

use divan::Bencher;

use crate::project::Dir;

const STEPS: usize = 40;
const FILES: usize = 100;
const WORDS: usize = 1_000;

fn main() {
    divan::main();
}

/// A chain of steps, each of which reads the one before it.
fn chain() -> (Dir, String) {
    let mut steps = String::from("  s0: { uses: note, text: a }\n");
    for n in 1..STEPS {
        let before = n - 1;
        steps += &format!("  s{n}: {{ uses: note, text: b, reads: {{ it: s{before} }} }}\n");
    }
    (Dir::new(), steps)
}

/// A step that works file by file.
fn files() -> (Dir, String) {
    let dir = Dir::new();
    for n in 0..FILES {
        dir.write(&format!("in/{n}"), &n.to_string());
    }
    (dir, String::from("  loud: { uses: shout, files: in/* }\n"))
}

/// A step with many records.
fn records() -> (Dir, String) {
    let words: Vec<String> = (0..WORDS).map(|n| n.to_string()).collect();
    let text = words.join(" ");
    let steps = format!(
        "  words: {{ uses: note, text: '{text}' }}\n  letters: {{ uses: letters, words: words }}\n"
    );
    (Dir::new(), steps)
}

/// Runs the steps in a new project each time.
fn run_anew(bencher: Bencher<'_, '_>, project: fn() -> (Dir, String)) {
    bencher
        .with_inputs(project)
        .bench_values(|(dir, steps)| (dir.run(&steps), dir));
}

/// Runs the steps where all results are cached.
fn run_cached(bencher: Bencher<'_, '_>, project: fn() -> (Dir, String)) {
    let (dir, steps) = project();
    dir.run(&steps);
    bencher.bench(|| dir.run(&steps));
}

#[divan::bench(sample_count = 10)]
fn chain_anew(bencher: Bencher<'_, '_>) {
    run_anew(bencher, chain);
}

#[divan::bench]
fn chain_cached(bencher: Bencher<'_, '_>) {
    run_cached(bencher, chain);
}

#[divan::bench(sample_count = 10)]
fn files_anew(bencher: Bencher<'_, '_>) {
    run_anew(bencher, files);
}

#[divan::bench]
fn files_cached(bencher: Bencher<'_, '_>) {
    run_cached(bencher, files);
}

#[divan::bench(sample_count = 10)]
fn records_anew(bencher: Bencher<'_, '_>) {
    run_anew(bencher, records);
}

#[divan::bench]
fn records_cached(bencher: Bencher<'_, '_>) {
    run_cached(bencher, records);
}
