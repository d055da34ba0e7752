//! A text for the shell fails where anything in it fails, and says where.

use crate::harness::Project;

fn run(text: &str, strict: &str) -> (Option<i32>, String) {
    let project = Project::new();
    let text = text.replace('\n', "\n      ");
    project.write("w.yaml", &format!("version: 1\nname: w\nsteps:\n  a:\n    uses: command\n    run: |\n      {text}\n    outputs: {{ o: o.txt }}\n{strict}"));
    let ran = project.run(&["run", "w.yaml"]);
    (ran.code, ran.stdout)
}

#[test]
fn a_failure_inside_a_text_fails_the_step_and_is_named() {
    for (text, named) in [
        ("cat nosuch.csv | wc -l > {outputs.o}", "line 1: `wc -l > "),
        (
            "echo first > {outputs.o}\nfalse\necho last >> {outputs.o}",
            "line 2: `false` ended with 1",
        ),
        (
            "echo \"in $NO_SUCH_VARIABLE\" > {outputs.o}",
            "NO_SUCH_VARIABLE: unbound variable",
        ),
        (
            "n=$(grep -c x nosuch.csv)\necho $n > {outputs.o}",
            "line 1: `grep -c x nosuch.csv` ended with 2",
        ),
        (
            "n=$(false; echo 3)\necho $n > {outputs.o}",
            "line 1: `false` ended with 1",
        ),
        (
            "count() { false; }\ncount\necho x > {outputs.o}",
            "line 1: `false` ended with 1",
        ),
        ("if then\nfi > {outputs.o}", "syntax error"),
        (
            "yes | head -1 > {outputs.o}",
            "a part of a pipe was still writing",
        ),
        ("nosuchprogram > {outputs.o}", "is the program installed"),
    ] {
        let (code, said) = run(text, "");
        assert_eq!(code, Some(1), "{text}\n{said}");
        assert!(said.contains(named), "{text}\n{said}");
        assert!(!said.contains("trap"), "{said}");
    }
}

#[test]
fn a_failure_that_the_text_deals_with_is_no_failure() {
    for text in [
        "cat nosuch.csv > {outputs.o} || echo none > {outputs.o}",
        "if grep -q x nosuch.csv; then exit 1; fi\necho x > {outputs.o}",
        "echo $${NO_SUCH_VARIABLE:-default} > {outputs.o}",
        "{ yes || [ $? = 141 ]; } | head -1 > {outputs.o}",
    ] {
        let (code, said) = run(text, "");
        assert_eq!(code, Some(0), "{text}\n{said}");
    }
}

#[test]
fn one_field_goes_back_to_the_plain_shell() {
    let text =
        "cat nosuch.csv | wc -l > {outputs.o}\nfalse\necho \"$NO_SUCH_VARIABLE\" >> {outputs.o}";
    assert_eq!(run(text, "").0, Some(1));
    assert_eq!(run(text, "    strict: false\n").0, Some(0));
}
