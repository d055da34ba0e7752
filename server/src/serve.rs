//! `run` and `serve`: a listening server, from its options to its end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::app_with_cors;
use crate::args::ServeArgs;
use crate::page::{Page, PageFiles};
use crate::state::AppState;

/// The time for open requests to finish once the server has been told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// The server cannot start or go on.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on `{listen}`: {source}")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The directory of the page has no page.
    #[error("no page in `{dir}`: it has no index.html")]
    Page {
        /// The directory.
        dir: String,
    },
    /// The runtime or the signal handlers cannot be set up.
    #[error("cannot set up the server: {0}")]
    Setup(#[source] io::Error),
    /// The listening socket failed.
    #[error("the server stopped: {0}")]
    Serve(#[source] io::Error),
}

impl ServeError {
    /// The remedy, if there is a usual one.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => Some(
                "another program listens there; stop it, or choose another port \
                 with --listen 127.0.0.1:8081",
            ),
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                Some(
                    "ports below 1024 need privileges; choose another with --listen 127.0.0.1:8080",
                )
            }
            Self::Page { .. } => {
                Some("build it with `npm ci && npm run build` in frontend/, or leave --page out")
            }
            _ => None,
        }
    }
}

/// Serves until Ctrl-C or SIGTERM, on a runtime of its own; `page` is the page unless the options
/// name another.
///
/// # Errors
/// [`ServeError`] if it cannot start; being stopped is not an error.
pub fn run(args: ServeArgs, page: PageFiles) -> Result<(), ServeError> {
    // An error means that the program which embeds the server already has a logger.
    let _ = tracing_subscriber::fmt()
        .with_max_level(args.log)
        .with_writer(io::stderr)
        .try_init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Setup)?;
    let result = runtime.block_on(async {
        let stop = signals().map_err(ServeError::Setup)?;
        serve(args, page, stop).await
    });
    // Does not wait for computations that are still running.
    runtime.shutdown_background();
    result
}

/// Serves until `stop` completes, then for up to five seconds until open requests are answered.
///
/// Prints the address to standard output once connections are accepted.
///
/// # Errors
/// [`ServeError::Listen`] if the address is in use or not allowed, [`ServeError::Page`] if
/// `--page` has no page.
pub async fn serve(
    args: ServeArgs,
    page: PageFiles,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let page = match &args.page {
        Some(dir) if !dir.join("index.html").is_file() => {
            return Err(ServeError::Page {
                dir: dir.display().to_string(),
            });
        }
        Some(dir) => Page::directory(dir.clone()),
        None => Page::embedded(page),
    };
    let listen = args.listen;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|source| ServeError::Listen { listen, source })?;
    let address = listener.local_addr().map_err(ServeError::Serve)?;
    let state = AppState::with(args.artifacts, page);
    announce(address, &state);

    let (stopping, mut stopped) = watch::channel(false);
    let app = app_with_cors(state, &args.cors);
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop.await;
        // The receiver lives until the server has ended.
        let _ = stopping.send(true);
    });
    tokio::select! {
        result = server.into_future() => result.map_err(ServeError::Serve),
        () = async {
            // The sender is dropped without a value only if the server ended first: let that win.
            if stopped.wait_for(|stopped| *stopped).await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    }
}

fn announce(address: SocketAddr, state: &AppState) {
    println!("listening on http://{address}");
    match state.publications().workflows() {
        Ok(names) => println!(
            "serving {} from `{}`",
            names.join(", "),
            state.publications().root().display()
        ),
        Err(error) => {
            eprintln!("warning: {error}");
            eprintln!(
                "hint: run a workflow with an export step, or point --artifacts at its directory; \
                 no restart is needed after a run"
            );
        }
    }
}

#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
