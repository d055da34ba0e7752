//! The shell that a command given as a text runs in.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command as Process;

use hotcast_runner::Hint;

/// Precedes the text on its first line, so that line numbers stay right.
///
/// It makes `$(…)` end at its first failure too, in shells that know `inherit_errexit` (bash 4.4),
/// and names the command that failed, which the shell does not do by itself.
const NAMING: &str = concat!(
    "shopt -s inherit_errexit 2>/dev/null || :; ",
    r#"trap 'echo "line $LINENO: \`$BASH_COMMAND\` ended with ${PIPESTATUS[*]}" >&2' ERR; "#,
);

/// The process that runs a text: strictly, so that a failed line, a failed part of a pipe and an
/// unset variable end it, or as `sh -c` does.
pub(super) fn shell(text: &str, strict: bool, search_path: &OsStr) -> anyhow::Result<Process> {
    if !strict {
        let mut process = Process::new("sh");
        process.args(["-c", text]);
        return Ok(process);
    }
    let bash = find("bash", search_path).ok_or_else(|| {
        Hint::new(
            "there is no `bash` on the PATH, which a command given as a text needs: only bash sees \
             every failure inside it",
            "install bash, give the command as a list, or set `strict: false` to run it with `sh`",
        )
    })?;
    let mut process = Process::new(bash);
    process
        .args(["-eEuo", "pipefail", "-c"])
        .arg(format!("{NAMING}{text}"))
        .arg("bash");
    // Bash would run the file that this names before the text, and it is not an input.
    process.env_remove("BASH_ENV");
    Ok(process)
}

/// A line that the shell printed, without the code that precedes the text.
pub(super) fn without_naming(line: &[u8]) -> Vec<u8> {
    let naming = NAMING.as_bytes();
    match memchr::memmem::find(line, naming) {
        Some(at) => [&line[..at], &line[at + naming.len()..]].concat(),
        None => line.to_vec(),
    }
}

fn find(program: &str, search_path: &OsStr) -> Option<PathBuf> {
    env::split_paths(search_path)
        .map(|dir| dir.join(program))
        .find(|path| path.is_file())
}
