//! `hotcast-server`: the server alone, without the data steps.

use std::process::ExitCode;

use clap::Parser;
use hotcast_server::ServeArgs;

/// Serve published hotspots, forecasts and the page.
///
/// Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 the address cannot be listened on, 2 wrong usage.
#[derive(Parser)]
#[command(name = "hotcast-server", version)]
struct Cli {
    #[command(flatten)]
    serve: ServeArgs,
}

fn main() -> ExitCode {
    let Cli { serve } = Cli::parse();
    match hotcast_server::run(serve, hotcast_page::FILES) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(hint) = error.hint() {
                eprintln!("hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}
