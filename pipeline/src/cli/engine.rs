//! The option `--engine`.

use clap::ValueEnum;

use super::exit::UsageError;
use hotcast_runner::Hint;

/// The execution engine of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// The threads of this process
    Local,
    /// An Apache DataFusion Ballista cluster
    Ballista,
}

impl Engine {
    /// Fails if the program was built without this engine.
    pub(crate) fn check(self) -> anyhow::Result<()> {
        match self {
            Self::Local => Ok(()),
            // Known to the parser in every build, so that the message can say what is missing.
            Self::Ballista => Err(anyhow::Error::new(UsageError(
                "this program was built without this engine".to_owned(),
            ))
            .context(Hint::new(
                "`--engine ballista`",
                "`--engine local`, the default, runs the same workflow in this process",
            ))),
        }
    }
}
