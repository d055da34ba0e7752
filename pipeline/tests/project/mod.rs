//! A temporary project and the real program in it.

// Each test binary uses its part of this.
#![allow(dead_code, unreachable_pub)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The columns of the files that [`Project::csv`] writes.
pub const HEADER: &str = "when,lat,lon,kind";

/// A directory with a workflow and its data, removed at the end.
pub struct Project {
    dir: TempDir,
}

/// How a program ended, and what it said.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    pub fn new() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&self.read(name)).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotcast"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        command
    }

    pub fn hotcast(&self, args: &[&str]) -> Ended {
        let output = self.command(args).output().unwrap();
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A file of `days` days of incidents at five places, `per_day` a day at each.
    pub fn csv(&self, name: &str, days: usize, per_day: usize) {
        let first: chrono::NaiveDate = "2020-01-01".parse().unwrap();
        let mut text = format!("{HEADER}\n");
        for day in first.iter_days().take(days) {
            for place in 0..5 {
                for _ in 0..per_day * (place + 1) {
                    text += &format!("{day} 12:00:00,41.{place}005,-87.{place}005,THEFT\n");
                }
            }
        }
        self.write(name, text);
    }
}

impl Ended {
    /// Checks the exit code and that what was said holds each of `parts`.
    #[track_caller]
    pub fn fails_with(&self, code: i32, parts: &[&str]) {
        let said = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "{said}");
        for part in parts {
            assert!(said.contains(part), "no `{part}` in:\n{said}");
        }
        assert!(!said.contains("panicked"), "{said}");
    }

    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        assert_eq!(self.code, Some(0), "{}\n{}", self.stdout, self.stderr);
        self
    }
}

/// A whole workflow over `in.csv`, monthly.
pub const WORKFLOW: &str = r#"version: 1
name: city
steps:
  convert:
    uses: convert
    input: in.csv
    columns: { time: when, lat: lat, lon: lon, category: kind }
    time_format: "%Y-%m-%d %H:%M:%S"
  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.001, quantile: 0.4 }
  series: { uses: series, incidents: convert, hotspots: cluster, freq: month }
  train: { uses: train, series: series, order: [0, 1, 1], seasonal_order: [0, 1, 1, 12] }
  evaluate: { uses: evaluate, series: series, horizon: 3, origins: 2, baselines: [seasonal_naive] }
  export: { uses: export, incidents: convert, hotspots: cluster, series: series, models: train, evaluation: evaluate, to: artifacts/city }
"#;
