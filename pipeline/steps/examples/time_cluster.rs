//! Times the whole `cluster` step on incidents that `convert` has written, one method after another:
//!
//! ```text
//! cargo run --release -p hotcast --example time_cluster -- DIRECTORY [METHOD…]
//! ```
//!
//! Prints one JSON object a line: method, seconds, hotspots, and the peak memory of the process so far. `bench/hotspots/compare.py` sets scikit-learn beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hotcast_runner::{Context, InputFile, WholeWork};
use hotcast_steps::cluster::{Cluster, HotspotTable};
use serde_json::json;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(directory) = arguments.next() else {
        anyhow::bail!("name the directory of the incidents' Parquet files")
    };
    let mut methods: Vec<String> = arguments.collect();
    if methods.is_empty() {
        methods = ["grid", "dbscan", "hdbscan", "kmeans", "multi_density"]
            .map(str::to_owned)
            .to_vec();
    }
    let mut parts: Vec<PathBuf> = std::fs::read_dir(&directory)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    parts.retain(|path| path.extension().is_some_and(|e| e == "parquet"));
    parts.sort();
    for method in methods {
        println!("{}", time(&method, &parts)?);
    }
    Ok(())
}

fn time(method: &str, parts: &[PathBuf]) -> anyhow::Result<serde_json::Value> {
    let out = tempfile::tempdir()?;
    let file = |path: &PathBuf| InputFile {
        path: path.clone(),
        label: path.display().to_string(),
    };
    let inputs = BTreeMap::from([("incidents".to_owned(), parts.iter().map(file).collect())]);
    let workers = std::thread::available_parallelism()?.get();
    let ctx = Context::new(inputs, out.path().to_owned(), workers);
    let step: Cluster =
        serde_json::from_value(json!({ "incidents": "convert", "method": method }))?;
    let start = Instant::now();
    step.run(&ctx)?;
    let seconds = start.elapsed().as_secs_f64();
    let hotspots = HotspotTable::read(&ctx.output("hotspots"))?.len();
    Ok(
        json!({ "method": method, "seconds": seconds, "hotspots": hotspots, "peak_rss_bytes": peak_rss_bytes() }),
    )
}

/// The peak memory of this process, where the system tells.
fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
