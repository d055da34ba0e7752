//! The options of the server, shared by `hotcast serve` and `hotcast-server`.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use axum::http::HeaderValue;
use clap::Args;
use tracing_subscriber::filter::LevelFilter;

/// Options of the server, for `#[command(flatten)]` or a subcommand.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Directory with one published workflow per subdirectory, or of one workflow
    #[arg(long, value_name = "DIR", default_value = "artifacts")]
    pub artifacts: PathBuf,

    /// Address and port to listen on; port 0 chooses a free one
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080",
        value_parser = parse_listen
    )]
    pub listen: SocketAddr,

    /// Origin whose pages may call the API, such as http://localhost:3000, or `*`; repeatable
    #[arg(long, value_name = "ORIGIN", value_parser = parse_origin)]
    pub cors: Vec<HeaderValue>,

    /// Directory with a built page to serve instead of the one inside this program
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,

    /// Log level on standard error: error, warn, info (one line per request) or debug
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub log: LevelFilter,
}

fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    let mut addresses = text
        .to_socket_addrs()
        .map_err(|error| format!("not an address and port ({error}), such as 127.0.0.1:8080"))?;
    addresses
        .next()
        .ok_or_else(|| "the host has no address".to_owned())
}

/// Parses an origin (RFC 6454, 6.2), or `*` for any.
fn parse_origin(text: &str) -> Result<HeaderValue, String> {
    let host = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    let valid = text == "*"
        || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', ' ', '?', '#']));
    if !valid {
        return Err(
            "an origin is `*`, or a scheme, a host and optionally a port, \
             such as http://localhost:3000"
                .to_owned(),
        );
    }
    HeaderValue::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_scheme_and_no_path() {
        assert!(parse_origin("http://localhost:3000").is_ok());
        assert!(parse_origin("*").is_ok());
        for bad in [
            "localhost:3000",
            "http://",
            "http://a/b",
            "https://a?b",
            "ftp://a",
            "http://a\nb",
        ] {
            assert!(parse_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_has_a_port() {
        assert!(parse_listen("127.0.0.1:0").is_ok());
        assert!(parse_listen("127.0.0.1").is_err());
        assert!(parse_listen("127.0.0.1:99999").is_err());
    }
}
