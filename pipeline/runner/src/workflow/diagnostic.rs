//! Mistakes in a workflow, with their positions and the lines to show.

use std::fmt;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::node::Span;

/// One mistake in a workflow, with its position.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// The mistake.
    pub message: String,
    pub(crate) span: Option<Span>,
    /// The way out of it.
    pub hint: Option<String>,
}

impl Diagnostic {
    pub(crate) fn at(span: &Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: Some(span.clone()),
            hint: None,
        }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// All mistakes of a workflow at once, with the text that they are in.
#[derive(Debug)]
pub struct WorkflowErrors {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// The mistakes, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl WorkflowErrors {
    /// The line and column of a diagnostic, both counted from 1; `None` for one without a position.
    pub fn position(&self, diagnostic: &Diagnostic) -> Option<(usize, usize)> {
        let before = self.text.get(..diagnostic.span.as_ref()?.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        Some((line, column))
    }

    /// Renders the mistakes with their lines, for people.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let path = self.path.display().to_string();
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            let mut group = Level::ERROR
                .primary_title(diagnostic.message.as_str())
                .elements(Vec::<annotate_snippets::Element<'_>>::new());
            if let Some(span) = &diagnostic.span {
                let span = self.visible(span);
                group = group.element(
                    Snippet::source(self.text.as_str())
                        .path(path.as_str())
                        .annotation(AnnotationKind::Primary.span(span)),
                );
            }
            if let Some(hint) = &diagnostic.hint {
                group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
            }
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
        out
    }

    /// Returns a span of at least one character that ends on the line where it starts, so that a
    /// caret fits under it.
    fn visible(&self, span: &Span) -> Span {
        let len = self.text.len();
        let start = span.start.min(len);
        let line_end = self.text[start..].find('\n').map_or(len, |at| start + at);
        let end = span.end.clamp(start, line_end);
        if end > start {
            return start..end;
        }
        // A whole character: a span within one would not be valid text.
        let next = self.text[start..].chars().next().map_or(0, char::len_utf8);
        start..(start + next).min(len)
    }
}

impl fmt::Display for WorkflowErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.diagnostics.len();
        write!(
            f,
            "`{}` has {n} {}",
            self.path.display(),
            if n == 1 { "error" } else { "errors" }
        )
    }
}

impl std::error::Error for WorkflowErrors {}

/// Returns a hint that names the nearest of the known names, or all of them; `None` if there are
/// none.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let best = known
        .iter()
        .map(|&candidate| {
            (
                // Damerau-Levenshtein counts a transposition of two neighbouring letters, a common
                // slip, as one edit (Damerau 1964).
                strsim::normalized_damerau_levenshtein(name, candidate),
                candidate,
            )
        })
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        // A more distant name is hardly a slip; then all the names help more.
        Some((score, candidate)) if score >= 0.6 => Some(format!("did you mean `{candidate}`?")),
        Some(_) => Some(format!(
            "known: {}",
            known
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        )),
        None => None,
    }
}
