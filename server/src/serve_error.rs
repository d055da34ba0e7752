//! `ServeError`: the errors of a server that cannot start or go on.

use std::io;
use std::net::SocketAddr;

use thiserror::Error;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_use_has_a_remedy() {
        let error = |kind: io::ErrorKind| ServeError::Listen {
            listen: SocketAddr::from(([127, 0, 0, 1], 80)),
            source: kind.into(),
        };
        let hint = |kind| error(kind).hint().unwrap_or_default();
        assert!(hint(io::ErrorKind::AddrInUse).contains("another port"));
        assert!(hint(io::ErrorKind::PermissionDenied).contains("privileges"));
        assert_eq!(error(io::ErrorKind::AddrNotAvailable).hint(), None);
    }
}
