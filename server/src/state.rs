//! What every handler shares.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::generation::Generation;
use crate::metrics::Metrics;
use crate::page::{Page, PageFiles};
use crate::problem::Problem;
use crate::publications::Publications;

/// How many requests may read files or compute at the same time; the others wait their turn.
const MAX_BLOCKING: usize = 64;

/// The artifacts, the page and the counters behind the [router](crate::app).
#[derive(Clone, Debug)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    publications: Publications,
    page: Page,
    metrics: Arc<Metrics>,
    blocking: Arc<Semaphore>,
}

impl AppState {
    /// A state that serves the artifacts under `artifacts`, and these files as the page.
    pub fn new(artifacts: impl Into<PathBuf>, page: PageFiles) -> Self {
        Self::with(artifacts.into(), Page::embedded(page))
    }

    pub(crate) fn with(artifacts: PathBuf, page: Page) -> Self {
        Self(Arc::new(Inner {
            publications: Publications::new(artifacts),
            page,
            metrics: Arc::default(),
            blocking: Arc::new(Semaphore::new(MAX_BLOCKING)),
        }))
    }

    pub(crate) fn publications(&self) -> &Publications {
        &self.0.publications
    }

    pub(crate) fn page(&self) -> &Page {
        &self.0.page
    }

    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    /// Runs `work` where it may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(&self.0.blocking)
            .acquire_owned()
            .await
            .map_err(|error| Problem::internal(&error))?;
        let state = self.clone();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&state)
        })
        .await
        .map_err(|error| Problem::internal(&error))?
    }

    /// Runs `read` on one generation, the current one of `workflow`, where it may block.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        workflow: Option<String>,
        read: impl Fn(&Arc<Generation>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Problem> {
        self.blocking(move |state| {
            state
                .publications()
                .read(workflow.as_deref(), read)
                .map_err(Problem::from)
        })
        .await
    }
}
