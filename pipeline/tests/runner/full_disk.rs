//! A full disk fails the run, not the store.

use std::process::Command;

use crate::harness::Project;

/// Unmounts when dropped, also when the test fails.
struct Mounted(std::path::PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).status());
    }
}

#[test]
fn a_full_disk_is_an_error_and_nothing_worse() {
    let project = Project::chain();
    project.write("in/big.txt", &"x".repeat(150_000));
    let store = project.path(".hotcast");
    std::fs::create_dir_all(&store).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1k", "tmpfs"])
        .arg(&store)
        .output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: a small file system cannot be mounted here");
        return;
    }
    let _mounted = Mounted(store.clone());
    let resize = |size: &str| {
        let status = Command::new("mount")
            .args(["-o", &format!("remount,size={size}")])
            .arg(&store)
            .status()
            .unwrap();
        assert!(status.success());
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
