//! All processes that one process has started, whatever their session or group.
//!
//! On Linux a process that is a "child subreaper" (`PR_SET_CHILD_SUBREAPER`, prctl(2)) becomes the
//! parent of every descendant whose own parent ends, so that all of them are below it in `/proc`.
//! Elsewhere only the process group is known.

use rustix::process::{Pid, Signal};

/// `true` where all descendants are known, and none can have left the tree.
pub(super) const COMPLETE: bool = cfg!(target_os = "linux");

/// Makes this process the parent of the children that its descendants leave behind.
///
/// # Errors
/// When the kernel does not know subreapers.
pub(super) fn adopt_orphans() -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    Ok(())
}

/// Sends a signal to a process that may be gone already.
pub(super) fn send(pid: Pid, signal: Signal) {
    // Fails if the process has ended or belongs to another user; the next look finds the rest.
    let _ = rustix::process::kill_process(pid, signal);
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::fs;

    use rustix::process::{Pid, Signal, getpid};

    use super::send;

    const PAGE_BYTES: u64 = 4096;

    /// The children of every process that lives.
    fn children() -> BTreeMap<i32, Vec<i32>> {
        let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        for entry in entries {
            let Some(pid) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // A process may end while the list is read.
            let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            // The name may hold any text, brackets included; the fields follow the last bracket.
            let mut fields = stat
                .rsplit(')')
                .next()
                .unwrap_or_default()
                .split_whitespace();
            let (state, parent) = (fields.next(), fields.next());
            if let Some(parent) = parent.and_then(|parent| parent.parse().ok())
                && !matches!(state, Some("Z" | "X"))
            {
                children.entry(parent).or_default().push(pid);
            }
        }
        children
    }

    /// All processes below this one, except the children that `skip` is true for and those below
    /// them.
    pub(crate) fn descendants(skip: impl Fn(i32) -> bool) -> Vec<Pid> {
        let children = children();
        let own = getpid().as_raw_nonzero().get();
        let of = |pid: i32| children.get(&pid).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<i32> = of(own).iter().copied().filter(|&pid| !skip(pid)).collect();
        let mut at = 0;
        while let Some(&pid) = found.get(at) {
            found.extend(of(pid));
            at += 1;
        }
        found.into_iter().filter_map(Pid::from_raw).collect()
    }

    /// Stops all of `pids`, so that none of them starts another meanwhile, and kills them.
    pub(crate) fn kill(pids: &[Pid]) {
        pids.iter().for_each(|&pid| send(pid, Signal::STOP));
        pids.iter().for_each(|&pid| send(pid, Signal::KILL));
    }

    /// The name of a process, for messages.
    pub(crate) fn name(pid: Pid) -> String {
        let raw = pid.as_raw_nonzero();
        let name = fs::read_to_string(format!("/proc/{raw}/comm")).unwrap_or_default();
        format!("{raw} ({})", name.trim())
    }

    /// The memory that `pids` take if it is more than `limit`; a page that several share counts once.
    pub(crate) fn more_than(limit: u64, pids: &[Pid]) -> Option<u64> {
        let resident: u64 = pids.iter().map(|&pid| resident(pid)).sum();
        // The sum counts shared pages several times. Counting them once takes long, so it is done
        // only above the limit.
        let all = || pids.iter().map(|&pid| proportional(pid)).sum();
        (resident > limit)
            .then(all)
            .filter(|&bytes: &u64| bytes > limit)
    }

    fn resident(pid: Pid) -> u64 {
        let statm = fs::read_to_string(format!("/proc/{}/statm", pid.as_raw_nonzero()));
        let pages = statm
            .ok()
            .and_then(|text| text.split_ascii_whitespace().nth(1)?.parse::<u64>().ok());
        pages.unwrap_or(0) * PAGE_BYTES
    }

    /// The resident set in which a page that n processes share counts for 1/n.
    fn proportional(pid: Pid) -> u64 {
        let path = format!("/proc/{}/smaps_rollup", pid.as_raw_nonzero());
        let Ok(text) = fs::read_to_string(path) else {
            return resident(pid);
        };
        let kib = text
            .lines()
            .find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB"));
        kib.and_then(|kib| kib.trim().parse::<u64>().ok())
            .map_or_else(|| resident(pid), |kib| kib * 1024)
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::{descendants, kill, more_than, name};

/// Empty: without `/proc` the members of a group cannot be listed, and the group stands for them.
#[cfg(not(target_os = "linux"))]
pub(super) fn descendants(_skip: impl Fn(i32) -> bool) -> Vec<Pid> {
    Vec::new()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn kill(_pids: &[Pid]) {}

#[cfg(not(target_os = "linux"))]
pub(super) fn name(pid: Pid) -> String {
    pid.as_raw_nonzero().to_string()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn more_than(_limit: u64, _pids: &[Pid]) -> Option<u64> {
    None
}

/// Sends a signal to the group that the program leads.
pub(super) fn send_to_group(group: Pid, signal: Signal) {
    // Fails if the last member of the group has ended.
    let _ = rustix::process::kill_process_group(group, signal);
}

/// Returns `true` if the group has members.
pub(super) fn group_lives(group: Pid) -> bool {
    rustix::process::test_kill_process_group(group).is_ok()
}
