//! `hotcast cache`: lists, verifies and collects the cache.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::answer::answer;
use super::exit::Exit;
use super::human::{bytes, duration, plural};
use super::project::{lock, store};
use super::run_log::run_ids;
use hotcast_runner::cache::{CacheError, GcLimits, Inventory, Store, plan_gc, remove_leftovers};

/// List, check or shrink the cache.
#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    #[command(subcommand)]
    command: CacheCommand,
}

#[derive(Debug, Subcommand)]
enum CacheCommand {
    /// List the results in the cache
    Ls {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check every file against its digest; move damaged ones to quarantine and exit with 5 if
    /// there are any
    Verify {
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Wait while a run holds the cache
        #[arg(long)]
        wait: bool,
    },
    /// Remove files that nothing refers to, and with limits also results that no workflow needs
    /// now; safe during a run
    Gc(GcArgs),
}

#[derive(Debug, Args)]
struct GcArgs {
    /// Shrink the cache to this size, such as 500MB or 2GB; what workflows need now stays
    #[arg(long, value_name = "SIZE", value_parser = parse_bytes)]
    max_size: Option<u64>,
    /// Remove results that have not been used for this long, such as 12h or 30d
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    max_age: Option<Duration>,
    /// Show what would be removed, without removing it
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &CacheArgs) -> anyhow::Result<ExitCode> {
    let store = store()?;
    match &args.command {
        CacheCommand::Ls { json } => list(&store, *json),
        CacheCommand::Verify { json, wait } => verify(&store, *json, *wait),
        CacheCommand::Gc(args) => collect(&store, args),
    }
}

fn list(store: &Store, as_json: bool) -> anyhow::Result<ExitCode> {
    let mut inventory = Inventory::of(store)?;
    inventory
        .entries
        .sort_by_key(|entry| (entry.idle, entry.action.key));
    if as_json {
        let entry = |entry: &hotcast_runner::cache::Entry| {
            json!({
                "key": entry.action.key,
                "kind": entry.action.material.kind,
                "bytes": entry.action.bytes(),
                "rows": entry.action.rows(),
                "records": entry.action.records.len(),
                "idle_ms": entry.idle.as_millis() as u64,
                "in_use": entry.in_use,
            })
        };
        let entries: Vec<Value> = inventory.entries.iter().map(entry).collect();
        answer!(
            "{:#}",
            json!({ "bytes": inventory.total_bytes(), "results": entries })
        );
        return Ok(Exit::Done.into());
    }
    for entry in &inventory.entries {
        let used = if entry.in_use { "in use" } else { "" };
        let idle = duration(u64::try_from(entry.idle.as_millis()).unwrap_or(u64::MAX));
        answer!(
            "{}  {:<9} {:>10}  used {idle} ago  {used}",
            entry.action.key.short(),
            entry.action.material.kind,
            bytes(entry.action.bytes())
        );
    }
    answer!(
        "{}, {}",
        plural(inventory.entries.len(), "result"),
        bytes(inventory.total_bytes())
    );
    Ok(Exit::Done.into())
}

fn verify(store: &Store, as_json: bool, wait: bool) -> anyhow::Result<ExitCode> {
    // Locked, as a run could use a file just before it is moved to quarantine.
    let Some(_lock) = lock(store, "cache verify", wait)? else {
        return Ok(Exit::Locked.into());
    };
    let (checked, damaged) = store.verify()?;
    for (path, _) in &damaged {
        store.quarantine(path)?;
    }
    if as_json {
        let listed: Vec<Value> = damaged
            .iter()
            .map(|(path, what)| json!({ "path": path, "what": what }))
            .collect();
        answer!("{:#}", json!({ "checked": checked, "damaged": listed }));
    } else {
        damaged
            .iter()
            .for_each(|(_, what)| answer!("{what}; moved to quarantine"));
        answer!(
            "{} checked, {} damaged",
            plural(checked, "file"),
            damaged.len()
        );
    }
    Ok(if damaged.is_empty() {
        Exit::Done.into()
    } else {
        Exit::Damaged.into()
    })
}

fn collect(store: &Store, args: &GcArgs) -> anyhow::Result<ExitCode> {
    // The gate is a file in the cache: without a cache there is none to enter.
    let exists = store.root().exists();
    let _gate = exists.then(|| store.enter_alone()).transpose()?;
    if exists && !args.dry_run {
        remove_leftovers(store)?;
    }
    let inventory = Inventory::of(store)?;
    // A damaged record may name files that would otherwise look unreferenced.
    if let Some((_, what)) = inventory.damaged.first() {
        eprintln!("error: {what}; nothing was removed");
        eprintln!("hint: `hotcast cache verify` moves damaged files to quarantine");
        return Ok(Exit::Damaged.into());
    }
    let plan = plan_gc(
        &inventory,
        GcLimits {
            max_age: args.max_age,
            max_bytes: args.max_size,
        },
    );
    if !args.dry_run {
        store.collect(&plan)?;
        remove_logs(store, args.max_age)?;
    }
    if args.json {
        answer!(
            "{:#}",
            json!({
                "dry_run": args.dry_run,
                "results": plan.actions,
                "files": plan.files.len(),
                "removed_bytes": plan.removed_bytes(),
                "kept_bytes": plan.kept_bytes,
            })
        );
    } else {
        let verb = if args.dry_run {
            "would remove"
        } else {
            "removed"
        };
        let (results, files) = (
            plural(plan.actions.len(), "result"),
            plural(plan.files.len(), "file"),
        );
        answer!(
            "{verb} {results}, {files}, {}; {} kept",
            bytes(plan.removed_bytes()),
            bytes(plan.kept_bytes)
        );
    }
    Ok(Exit::Done.into())
}

/// Removes the output of programs in runs that are no longer listed, or are older than `max_age`.
fn remove_logs(store: &Store, max_age: Option<Duration>) -> anyhow::Result<()> {
    let (dir, runs) = (store.logs_dir(), run_ids(store)?);
    if !dir.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(&dir).map_err(CacheError::io("read", &dir))? {
        let entry = entry?;
        if store.tmp_dir().join(entry.file_name()).exists() {
            continue; // The run is still going on.
        }
        let listed = entry
            .file_name()
            .to_str()
            .is_some_and(|name| runs.iter().any(|id| id == name));
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if !listed || max_age.is_some_and(|max_age| age > max_age) {
            let path = entry.path();
            std::fs::remove_dir_all(&path).map_err(CacheError::io("remove", &path))?;
        }
    }
    Ok(())
}

fn parse_bytes(text: &str) -> Result<u64, String> {
    let (number, unit) = split_unit(text);
    let factor = match unit {
        "" | "B" => 1.0,
        // Powers of ten, as in the sizes that are printed.
        "kB" | "KB" | "k" | "K" => 1e3,
        "MB" | "M" => 1e6,
        "GB" | "G" => 1e9,
        "TB" | "T" => 1e12,
        _ => return Err(format!("`{unit}` is not a unit; use B, kB, MB, GB or TB")),
    };
    quantity(number).map(|number| (number * factor) as u64)
}

fn parse_age(text: &str) -> Result<Duration, String> {
    let (number, unit) = split_unit(text);
    let seconds = match unit {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        _ => return Err(format!("`{unit}` is not a unit; use s, min, h, d or w")),
    };
    quantity(number).and_then(|number| {
        Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
    })
}

fn split_unit(text: &str) -> (&str, &str) {
    let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    (text[..at].trim(), text[at..].trim())
}

fn quantity(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0)
        .ok_or_else(|| format!("`{text}` is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_the_units_in_which_they_are_printed() {
        for (text, expected) in [
            ("0", 0),
            ("12B", 12),
            ("1.5 kB", 1_500),
            ("500MB", 500_000_000),
            ("2G", 2_000_000_000),
        ] {
            assert_eq!(parse_bytes(text), Ok(expected), "{text}");
            assert_eq!(parse_bytes(&bytes(expected)), Ok(expected), "{text}");
        }
        for text in ["", "MB", "-1MB", "1 MiB", "nan", "inf", "1,5MB"] {
            assert!(parse_bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_age_has_a_unit() {
        for (text, seconds) in [
            ("90s", 90),
            ("5 min", 300),
            ("12h", 43_200),
            ("30d", 2_592_000),
        ] {
            assert_eq!(parse_age(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "30", "d", "-1d", "1 month", "1e300w"] {
            assert!(parse_age(text).is_err(), "{text}");
        }
    }
}
