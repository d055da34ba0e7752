//! A full disk fails the run, not the store.

use std::process::Command;

use crate::harness::{Project, skipped};

/// Unmounts when dropped, also when the test fails.
struct Mounted(std::path::PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        as_root("umount", &[&self.0.display().to_string()]);
    }
}

/// Runs a program that only root may run, through `sudo` where we are not root. Says whether it succeeded.
fn as_root(program: &str, args: &[&str]) -> bool {
    let succeeds =
        |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    succeeds(Command::new(program).args(args))
        || succeeds(Command::new("sudo").args(["-n", program]).args(args))
}

#[test]
fn a_full_disk_is_an_error_and_nothing_worse() {
    let project = Project::chain();
    project.write("in/big.txt", &"x".repeat(150_000));
    let store = project.path(".hotcast");
    std::fs::create_dir_all(&store).unwrap();
    let at = store.display().to_string();
    if !as_root(
        "mount",
        &["-t", "tmpfs", "-o", "size=1k,mode=777", "tmpfs", &at],
    ) {
        return skipped("a small file system cannot be mounted here");
    }
    let _mounted = Mounted(store);
    let resize = |size: &str| {
        let options = format!("remount,size={size}");
        assert!(as_root("mount", &["-o", &options, &at]));
    };
    let mut failures = 0;
    // Each size lets the run get a little further before a write fails.
    for kb in (8..480).step_by(16) {
        resize(&format!("{kb}k"));
        let ran = project.run(&["run", "w.yaml"]);
        if ran.code == Some(0) {
            break;
        }
        failures += 1;
        assert_eq!(ran.code, Some(1), "{}\n{}", ran.stdout, ran.stderr);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("No space left on device"), "{said}");
    }
    resize("8m");
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.run(&["cache", "verify"]).code, Some(0));
    let clean = Project::chain();
    clean.write("in/big.txt", &"x".repeat(150_000));
    clean.ok(&["run", "w.yaml"]);
    assert_eq!(project.files("out"), clean.files("out"));
    eprintln!("survived {failures} full disks");
    assert!(failures > 3);
}
