//! The destinations of a workflow. Those that would overwrite something are refused before anything
//! runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::check::position;
use super::claim::Claim;
use super::diagnostic::Diagnostic;
use super::project::Project;
use super::read_step::ReadStep;
use crate::node::Span;
use crate::paths::{Target, ignores_case};
use crate::step::Publish;

/// The directory of a project's cache.
pub const CACHE: &str = ".hotcast";

/// One place that a step publishes to.
pub(super) struct Destination<'a> {
    pub(super) step: &'a ReadStep,
    pub(super) output: String,
    /// The path as the workflow has it.
    pub(super) to: PathBuf,
    /// The absolute path without links, by which places are compared.
    pub(super) place: PathBuf,
    pub(super) target: Target,
    pub(super) ignore_case: bool,
    pub(super) span: Span,
}

/// The reason for which a destination is refused, and the way out of it.
type Refusal = (String, &'static str);

/// Mistakes of destinations, one for each place in the text: the repetitions of a step share it.
pub(super) struct Refusals<'a> {
    pub(super) problems: &'a mut Vec<Diagnostic>,
    pub(super) refused: BTreeSet<(usize, usize)>,
}

impl Refusals<'_> {
    pub(super) fn add(&mut self, span: &Span, message: String, hint: impl Into<String>) {
        if self.refused.insert((span.start, span.end)) {
            self.problems.push(Diagnostic::at(span, message).hint(hint));
        }
    }
}

/// Returns the destinations of all steps, without those that are refused by themselves.
pub(super) fn destinations<'a>(
    project: &Project,
    steps: &'a [ReadStep],
    file: &Path,
    refusals: &mut Refusals<'_>,
) -> Vec<Destination<'a>> {
    let mut destinations = Vec::new();
    for step in steps {
        for publish in step.step.publish() {
            let target = match publish {
                Publish::Generation { .. } => Target::Generations,
                Publish::File { .. } => Target::File,
            };
            let (Publish::Generation { to, field, output } | Publish::File { to, field, output }) =
                publish;
            let span = position(&step.params, &field).unwrap_or_else(|| step.name.span.clone());
            match place(project, &to, target, file) {
                Ok(place) => destinations.push(Destination {
                    step,
                    output,
                    ignore_case: ignores_case(&place),
                    to,
                    place,
                    target,
                    span,
                }),
                Err((message, hint)) => refusals.add(&span, message, hint),
            }
        }
    }
    destinations
}

/// Returns the place of a destination, unless something is there that must not be replaced.
fn place(project: &Project, to: &Path, target: Target, file: &Path) -> Result<PathBuf, Refusal> {
    let shown = to.display();
    let name = to.file_name().unwrap_or_default().as_bytes();
    if to.as_os_str().is_empty() {
        return Err(("the path is empty".to_owned(), "name a file"));
    }
    if target == Target::File && (name.is_empty() || to.as_os_str().as_bytes().ends_with(b"/")) {
        return Err((
            format!("`{shown}` names a directory"),
            "an output is a file: add its name",
        ));
    }
    // Publishing removes files of such names, as leftovers of killed runs.
    if name.starts_with(b".") && name.ends_with(b".staged") {
        return Err((
            format!("`{shown}` has a name that is reserved for results while they are published"),
            "choose another name",
        ));
    }
    let place = project.resolved(to).map_err(|error| unusable(to, &error))?;
    let root = project
        .resolved(Path::new("."))
        .map_err(|error| unusable(to, &error))?;
    // Any cache, not only this project's: another project may lie below or above.
    if place.iter().any(|name| name == CACHE) || root.join(CACHE).starts_with(&place) {
        return Err((
            format!("`{shown}` is in the cache, or contains it"),
            "publish to a directory of its own, such as `out/`",
        ));
    }
    if project.resolved(file).is_ok_and(|file| file == place) {
        return Err((
            format!("`{shown}` is the workflow file itself, which would be overwritten"),
            "write to another file",
        ));
    }
    check_what_is_there(project, to, &place, target)?;
    Ok(place)
}

fn unusable(to: &Path, error: &std::io::Error) -> Refusal {
    (
        format!("`{}` cannot be used: {error}", to.display()),
        "choose another place",
    )
}

/// Checks that nothing is in the way: a file may replace a regular file and nothing else.
fn check_what_is_there(
    project: &Project,
    to: &Path,
    place: &Path,
    target: Target,
) -> Result<(), Refusal> {
    for above in place.ancestors().skip(1) {
        match fs::metadata(above) {
            Ok(metadata) if metadata.is_dir() => break,
            Ok(_) => {
                return Err((
                    format!(
                        "`{}` needs a directory where the file `{}` is",
                        to.display(),
                        above.display()
                    ),
                    "choose another place",
                ));
            }
            Err(error) if is_absent(error.kind()) => {}
            Err(error) => return Err(unusable(to, &error)),
        }
    }
    match target {
        Target::File => refuse_to_replace(&project.root, to),
        Target::Generations => refuse_as_directory(&project.root, to),
    }
}

fn is_absent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Refuses a file that would replace something other than a regular file.
pub(crate) fn refuse_to_replace(root: &Path, to: &Path) -> Result<(), Refusal> {
    let shown = to.display();
    let kind = match fs::symlink_metadata(root.join(to)) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if is_absent(error.kind()) => return Ok(()),
        Err(error) => return Err(unusable(to, &error)),
    };
    // A rename would replace the link, not the file that its owner expects to change.
    if kind.is_symlink() {
        return Err((
            format!("`{shown}` is a symbolic link, which publishing would replace"),
            "name the file that the link leads to, or remove the link",
        ));
    }
    if kind.is_file() {
        return Ok(());
    }
    Err((
        format!(
            "`{shown}` is {}, which publishing does not replace",
            special(kind)
        ),
        "choose another place",
    ))
}

fn special(kind: FileType) -> &'static str {
    if kind.is_dir() {
        "a directory"
    } else {
        "a device, a socket or a pipe"
    }
}

/// Refuses a directory of generations where a file is, or whose parts are something else.
pub(crate) fn refuse_as_directory(root: &Path, to: &Path) -> Result<(), Refusal> {
    let choose = "choose another directory";
    match fs::metadata(root.join(to)) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err((format!("`{}` is not a directory", to.display()), choose)),
        Err(error) if is_absent(error.kind()) => return Ok(()),
        Err(error) => return Err(unusable(to, &error)),
    }
    let (current, generations) = (to.join("current"), to.join("generations"));
    let kind =
        |path: &Path| fs::symlink_metadata(root.join(path)).map(|metadata| metadata.file_type());
    if kind(&current).is_ok_and(|kind| !kind.is_symlink()) {
        let message = format!(
            "`{}` is not a symbolic link made by this program",
            current.display()
        );
        return Err((message, choose));
    }
    if kind(&generations).is_ok_and(|kind| !kind.is_dir()) {
        let message = format!("`{}` is not a directory", generations.display());
        return Err((message, choose));
    }
    Ok(())
}

/// Refuses destinations that are the same place, or of which one is inside another.
pub(super) fn check_apart(destinations: &[Destination<'_>], refusals: &mut Refusals<'_>) {
    let mut taken: BTreeMap<PathBuf, &Destination<'_>> = BTreeMap::new();
    for own in destinations {
        if let Some(other) = taken.insert(own.folded(), own) {
            let message = format!(
                "`{}` is already published by step `{}`",
                own.to.display(),
                other.step.name.text
            );
            refusals.add(&own.span, message, "give each its own place");
        }
    }
    for own in destinations {
        let folded = own.folded();
        // Looked up by each directory above, which is faster than comparing all pairs.
        let above = folded.ancestors().skip(1).find_map(|dir| taken.get(dir));
        if let Some(other) = above {
            let message = format!(
                "`{}` is in `{}`, which step `{}` publishes",
                own.to.display(),
                other.to.display(),
                other.step.name.text
            );
            refusals.add(&own.span, message, "give each its own place");
        }
    }
}

impl Destination<'_> {
    /// The place in the form in which the file system compares it.
    fn folded(&self) -> PathBuf {
        if self.ignore_case {
            self.place.to_string_lossy().to_lowercase().into()
        } else {
            self.place.clone()
        }
    }
}

/// Refuses places of other workflows of the project.
pub(super) fn check_claims(
    destinations: &[Destination<'_>],
    claims: &[&Claim],
    refusals: &mut Refusals<'_>,
) {
    for own in destinations {
        for claim in claims {
            let clash = claim.places.iter().find(|&other| {
                // In either direction: a directory of generations takes everything below it.
                own.place.starts_with(other)
                    || other.starts_with(&own.place)
                    || (own.ignore_case
                        && own
                            .place
                            .as_os_str()
                            .eq_ignore_ascii_case(other.as_os_str()))
            });
            if clash.is_some() {
                let message = format!(
                    "workflow `{}` (`{}`) publishes to `{}` as well",
                    claim.name,
                    claim.file.display(),
                    own.to.display()
                );
                let hint = format!(
                    "give each workflow its own place; if `{}` now publishes elsewhere, run it first",
                    claim.file.display()
                );
                refusals.add(&own.span, message, hint);
            }
        }
    }
}
