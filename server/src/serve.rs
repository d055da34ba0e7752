//! `run` and `serve`: a listening server, from its options to its end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::app_with_cors;
use crate::args::ServeArgs;
use crate::page::{Page, PageFiles};
use crate::serve_error::ServeError;
use crate::signals::signals;
use crate::state::AppState;

/// The time for open requests to finish once the server has been told to stop.
const GRACE: Duration = Duration::from_secs(5);

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

#[cfg(test)]
mod tests {
    use super::*;

    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        serve: ServeArgs,
    }

    #[tokio::test]
    async fn it_ends_when_it_is_told_to() {
        let Cli { serve: args } = Cli::parse_from(["hotcast", "--listen", "127.0.0.1:0"]);
        serve(args, &[], std::future::ready(())).await.unwrap();
    }

    #[tokio::test]
    async fn a_page_without_an_index_is_refused() {
        let Cli { serve: args } = Cli::parse_from(["hotcast", "--page", "no/such/page"]);
        let result = serve(args, &[], std::future::pending()).await;
        assert!(matches!(result, Err(ServeError::Page { .. })));
    }
}
