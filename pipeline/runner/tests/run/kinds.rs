//! Kinds of steps that write what they are told.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hotcast_runner::{
    Cancelled, Context, FilePattern, FileWork, Hint, Input, Output, Publish, RecordSet, RecordWork,
    Registry, Step, StepKind, StepRef, WholeWork, Work,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) const REGISTRY: Registry = Registry::new(&[
    StepKind::of::<Note>("note", "1"),
    StepKind::of::<Shout>("shout", "1"),
    StepKind::of::<Letters>("letters", "1"),
]);
/// The same kinds after a change of the code of `note`.
pub(crate) const CHANGED: Registry = Registry::new(&[
    StepKind::of::<Note>("note", "2"),
    StepKind::of::<Shout>("shout", "1"),
    StepKind::of::<Letters>("letters", "1"),
]);

/// Writes a text, behind those that it reads.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
    #[serde(default)]
    reads: BTreeMap<String, StepRef>,
    #[serde(default)]
    to: Option<PathBuf>,
    /// Waits to be interrupted.
    #[serde(default)]
    wait: bool,
    #[serde(default)]
    panic: bool,
}

impl Step for Note {
    fn inputs(&self) -> Vec<Input> {
        let input =
            |(name, step): (&String, &StepRef)| Input::step(format!("reads.{name}"), step, "text");
        self.reads.iter().map(input).collect()
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::bytes("text")]
    }

    fn publish(&self) -> Vec<Publish> {
        let publish = |to: &PathBuf| Publish::File {
            output: "text".to_owned(),
            field: "to".to_owned(),
            to: to.clone(),
        };
        self.to.iter().map(publish).collect()
    }

    fn work(&self) -> Work<'_> {
        Work::Whole(self)
    }
}

impl WholeWork for Note {
    fn run(&self, ctx: &Context) -> anyhow::Result<()> {
        if self.wait {
            while !ctx.is_cancelled() {
                std::thread::sleep(Duration::from_millis(1));
            }
            return Err(Cancelled.into());
        }
        assert!(!self.panic, "it was told to");
        if self.text == "fail" {
            return Err(Hint::new("it was told to fail", "tell it something else").into());
        }
        let mut text = String::new();
        for name in self.reads.keys() {
            let file = ctx.file(&format!("reads.{name}"))?;
            text += &fs::read_to_string(&file.path)?;
        }
        Ok(fs::write(ctx.output("text"), text + &self.text)?)
    }
}

/// Writes each of its files in capitals.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Shout {
    files: FilePattern,
}

impl Step for Shout {
    fn inputs(&self) -> Vec<Input> {
        vec![Input::files("files", &self.files)]
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::bytes("text")]
    }

    fn work(&self) -> Work<'_> {
        Work::Files(self)
    }
}

impl FileWork for Shout {
    fn run_file(&self, ctx: &Context) -> anyhow::Result<()> {
        let file = ctx.file("files")?;
        let text = fs::read_to_string(&file.path)?;
        anyhow::ensure!(!text.contains('!'), "it shouts already");
        Ok(fs::write(ctx.output("text"), text.to_uppercase())?)
    }
}

/// Counts the letters of each word of a text, word by word.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Letters {
    words: StepRef,
}

impl Step for Letters {
    fn inputs(&self) -> Vec<Input> {
        vec![Input::step("words", &self.words, "text")]
    }

    fn outputs(&self) -> Vec<Output> {
        vec![Output::json("letters")]
    }

    fn work(&self) -> Work<'_> {
        Work::Records(self)
    }
}

impl RecordWork for Letters {
    fn records(&self, ctx: &Context) -> anyhow::Result<Box<dyn RecordSet>> {
        let text = fs::read_to_string(&ctx.file("words")?.path)?;
        let words = text.split_whitespace().map(str::to_owned).collect();
        Ok(Box::new(Words(words)))
    }
}

struct Words(Vec<String>);

impl RecordSet for Words {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn id(&self, index: usize) -> String {
        format!("{index}")
    }

    fn material(&self, index: usize, out: &mut Vec<u8>) -> anyhow::Result<()> {
        out.extend(self.0[index].as_bytes());
        Ok(())
    }

    fn compute(&self, index: usize) -> anyhow::Result<Vec<u8>> {
        Ok(vec![u8::try_from(self.0[index].chars().count())?])
    }

    fn combine(&self, records: &[Vec<u8>], ctx: &Context) -> anyhow::Result<()> {
        let all: Vec<u8> = records.iter().flatten().copied().collect();
        Ok(fs::write(ctx.output("letters"), serde_json::to_vec(&all)?)?)
    }
}
