//! A runner with two kinds of steps of its own: `words` counts the words of text files, file by file, and `top` picks
//! the most frequent ones. `cargo run -p hotcast-runner --example words`

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hotcast_runner::cache::{Locked, Store, StoreLock};
use hotcast_runner::run::{Event, Options, Outcome, Reporter, Run, Sink, Stamped, run_id};
use hotcast_runner::workflow::{CACHE, Project, load};
use hotcast_runner::{
    Context, FilePattern, FileWork, Input, Output, Publish, Registry, Step, StepKind, StepRef,
    WholeWork, Work,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kinds. The second argument stands for the code: change it when the code computes something else.
const REGISTRY: Registry = Registry::new(&[
    StepKind::of::<Words>("words", "1"),
    StepKind::of::<Top>("top", "1"),
]);

type Counts = BTreeMap<String, u64>;

/// Counts the words of text files.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Words {
    input: FilePattern,
}

impl Step for Words {
    fn inputs(&self) -> Vec<Input> {
        vec![Input::files("input", &self.input)]
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::json("counts")]
    }

    fn work(&self) -> Work<'_> {
        Work::Files(self)
    }
}

impl FileWork for Words {
    fn run_file(&self, ctx: &Context) -> anyhow::Result<()> {
        let text = fs::read_to_string(&ctx.file("input")?.path)?;
        let mut counts = Counts::new();
        for word in text.split_whitespace() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
        ctx.count("words", counts.values().sum());
        Ok(fs::write(
            ctx.output("counts"),
            serde_json::to_vec(&counts)?,
        )?)
    }
}

/// Picks the most frequent words.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Top {
    words: StepRef,
    n: usize,
    to: std::path::PathBuf,
}

impl Step for Top {
    fn inputs(&self) -> Vec<Input> {
        vec![Input::step("words", &self.words, "counts")]
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::json("top")]
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }

    fn publish(&self) -> Vec<Publish> {
        vec![Publish::File {
            output: "top".to_owned(),
            field: "to".to_owned(),
            to: self.to.clone(),
        }]
    }
}

impl WholeWork for Top {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        let mut all = Counts::new();
        for file in ctx.input("words") {
            let counts: Counts = serde_json::from_slice(&fs::read(&file.path)?)?;
            counts
                .into_iter()
                .for_each(|(word, n)| *all.entry(word).or_default() += n);
        }
        let mut all: Vec<(String, u64)> = all.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(self.n);
        Ok(fs::write(ctx.output("top"), serde_json::to_vec(&all)?)?)
    }
}

const WORKFLOW: &str = "version: 1
name: words
steps:
  count: { uses: words, input: 'texts/*.txt' }
  best: { uses: top, words: count, n: 1, to: best.json }
";

/// Prints how each step ended.
struct Lines;

impl Sink for Lines {
    fn event(&mut self, event: &Stamped) {
        if let Event::StepFinished(end) = &event.event {
            let files = end.units.map_or(String::new(), |units| {
                format!(
                    " ({} files counted, {} cached)",
                    units.computed, units.reused
                )
            });
            println!("{}: {:?}{files}", end.step, end.outcome);
        }
    }
}

fn run(root: &Path) -> anyhow::Result<Outcome> {
    let project = Project::new(root, REGISTRY);
    let workflow = load(&project, Path::new("words.yaml"), WORKFLOW, &[])
        .map_err(|errors| anyhow::anyhow!("{}", errors.render(false)))?;
    let store = Store::new(root.join(CACHE));
    let id = run_id();
    let Locked::Ours(lock) = StoreLock::try_acquire(&store, &id)? else {
        anyhow::bail!("another run uses the cache");
    };
    let options = Options {
        jobs: 2,
        ..Options::default()
    };
    let reporter = Reporter::new(vec![Box::new(Lines)], false);
    let needed = workflow.needed(&[]);
    let cancel = Arc::new(AtomicBool::new(false));
    Run::begin(&id, store, lock)?.execute(&workflow, &needed, &options, &reporter, cancel)
}

fn main() -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let root = dir.path().canonicalize()?;
    fs::create_dir(root.join("texts"))?;
    fs::write(root.join("words.yaml"), WORKFLOW)?;
    fs::write(root.join("texts/a.txt"), "to be or not to be")?;
    fs::write(root.join("texts/b.txt"), "that is the question")?;

    println!("-- the first run computes everything");
    assert_eq!(run(&root)?, Outcome::Ran);
    assert_eq!(fs::read_to_string(root.join("best.json"))?, r#"[["be",2]]"#);

    println!("-- the second finds everything");
    assert_eq!(run(&root)?, Outcome::Reused);

    println!("-- after an edit, one of two files is counted again");
    fs::write(
        root.join("texts/b.txt"),
        "the end of the question of the day",
    )?;
    assert_eq!(run(&root)?, Outcome::Ran);
    assert_eq!(
        fs::read_to_string(root.join("best.json"))?,
        r#"[["the",3]]"#
    );
    Ok(())
}
