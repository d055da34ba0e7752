//! `AppState`: the state that all handlers share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::generation::Generation;
use crate::metrics::Metrics;
use crate::page::{Page, PageFiles};
use crate::problem::Problem;
use crate::publications::Publications;

/// The most requests that read files or compute at the same time; the others wait.
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
    /// A state for the artifacts in the directory `artifacts`, with the files of the page.
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

    /// Runs `work` on a thread that may block, once one of the [`MAX_BLOCKING`] places is free.
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

    /// Runs `read` on the current generation of `workflow`, on a thread that may block.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_in_the_work_is_a_500_and_frees_its_place() {
        let state = AppState::new("nowhere", &[]);
        let result: Result<(), Problem> = state.blocking(|_| panic!("expected")).await;
        assert_eq!(result.unwrap_err().status().as_u16(), 500);
        assert_eq!(state.0.blocking.available_permits(), MAX_BLOCKING);
    }
}
