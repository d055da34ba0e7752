//! The real program over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../tests/support/running.rs"]
mod running;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use running::Server;
use support::Fixture;

/// A server of what the fixture publishes.
fn start(fixture: &Fixture, extra: &[&str]) -> Server {
    let mut program = command(extra);
    program
        .arg("--artifacts")
        .arg(fixture.root())
        .stderr(Stdio::piped());
    Server::start(&mut program)
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotcast-server"));
    command.args(args);
    command
}

fn output(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

#[test]
fn it_answers_and_stops_cleanly_on_either_signal() {
    for signal in ["-INT", "-TERM"] {
        let fixture = Fixture::new();
        let mut server = start(&fixture, &[]);
        let answer = server.get("/api/hotspots?limit=1", "");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains(r#""crime_count":520"#), "{answer}");
        server.signal(signal);
        assert_eq!(server.wait(Duration::from_secs(3)), Some(0), "{signal}");
    }
}

#[test]
fn an_idle_connection_does_not_hold_up_the_end() {
    let fixture = Fixture::new();
    let mut server = start(&fixture, &[]);
    let _idle = TcpStream::connect(&server.address).unwrap();
    let mut half = TcpStream::connect(&server.address).unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nhost:").unwrap();
    server.signal("-TERM");
    assert_eq!(server.wait(Duration::from_secs(9)), Some(0));
}

#[test]
fn a_port_in_use_is_an_error_with_a_hint() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let output = output(&["--listen", &listen]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.starts_with(&format!(
            "error: cannot listen on `{listen}`: Address already in use"
        )),
        "{stderr}"
    );
    assert!(
        stderr.contains("hint: another program listens there"),
        "{stderr}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for args in [
        &["--listen", "nowhere"][..],
        &["--cors", "localhost:3000"],
        &["--log", "loud"],
        &["--unknown"],
    ] {
        let output = output(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).starts_with("error: "),
            "{args:?}"
        );
    }
}

#[test]
fn a_page_directory_without_a_page_is_an_error() {
    let fixture = Fixture::empty();
    let output = output(&[
        "--listen",
        "127.0.0.1:0",
        "--page",
        fixture.root().to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("it has no index.html"));
}

#[test]
fn a_page_directory_is_served_in_place_of_the_page() {
    let fixture = Fixture::new();
    let page = fixture.root().join("page");
    std::fs::create_dir_all(page.join("assets")).unwrap();
    std::fs::write(page.join("index.html"), "<title>mine</title>").unwrap();
    std::fs::write(page.join("assets/module.wasm"), b"\0asm").unwrap();
    let server = start(&fixture, &["--page", page.to_str().unwrap()]);
    assert!(server.get("/", "").ends_with("<title>mine</title>"));
    let wasm = server.get("/assets/module.wasm", "");
    assert!(
        wasm.contains("content-type: application/wasm\r\n"),
        "{wasm}"
    );
    assert!(
        wasm.contains("cache-control: public, max-age=31536000, immutable\r\n"),
        "{wasm}"
    );
    assert!(
        server
            .get("/../city/current/manifest.json", "")
            .starts_with("HTTP/1.1 404")
    );
}

#[test]
fn only_the_origins_named_may_call() {
    let fixture = Fixture::new();
    let server = start(&fixture, &["--cors", "http://localhost:3000"]);
    let allowed = "access-control-allow-origin: http://localhost:3000\r\n";
    assert!(
        server
            .get("/api/hotspots", "origin: http://localhost:3000\r\n")
            .contains(allowed)
    );
    assert!(
        !server
            .get("/api/hotspots", "origin: http://evil.example\r\n")
            .contains("access-control-allow-origin")
    );

    let closed = start(&fixture, &[]);
    assert!(
        !closed
            .get("/api/hotspots", "origin: http://localhost:3000\r\n")
            .contains("access-control-allow-origin")
    );
}

#[test]
fn nonsense_on_the_wire_is_refused_and_the_server_goes_on() {
    let fixture = Fixture::new();
    let server = start(&fixture, &[]);
    let long = format!(
        "GET /{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        "a".repeat(100_000)
    );
    for text in [
        "\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET /api/hotspots/%ff%fe HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        &long,
    ] {
        let answer = server.request(text);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{}",
            &answer[..answer.len().min(200)]
        );
    }
    assert!(server.get("/healthz", "").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_swap_under_load_is_never_seen_half() {
    let fixture = Fixture::new();
    let server = start(&fixture, &[]);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..150)
                        .map(|_| {
                            let list = server.get("/api/hotspots", "");
                            assert!(list.starts_with("HTTP/1.1 200"), "{list}");
                            let body = list.split_once("\r\n\r\n").unwrap().1;
                            let hotspots: serde_json::Value = serde_json::from_str(body).unwrap();
                            let first = hotspots[0]["crime_count"].as_i64().unwrap();
                            let last = hotspots[2]["crime_count"].as_i64().unwrap();
                            assert_eq!(first * 90, last * 520, "both are of one generation");
                            first
                        })
                        .collect::<std::collections::BTreeSet<_>>()
                        .len()
                })
            })
            .collect();
        for generation in 2..40_u32 {
            fixture.publish(
                "city",
                &format!("generation{generation}"),
                f64::from(generation),
            );
            let old = fixture.generation("city", &format!("generation{}", generation - 1));
            if old.exists() {
                std::fs::remove_dir_all(old).unwrap();
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        let seen: usize = readers
            .into_iter()
            .map(|reader| reader.join().unwrap())
            .max()
            .unwrap();
        assert!(seen > 1, "the readers saw no swap");
    });
}
