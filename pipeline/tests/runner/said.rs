//! What is said counts: names that tell apart, values as they are written, and nothing without effect.

use crate::harness::{CHAIN, Project};

fn repeated(each: &str) -> String {
    format!(
        "version: 1\nname: w\nsteps:\n  s:\n    each: {each}\n    uses: command\n    run: 'echo ${{each.x}} > {{outputs.o}}'\n    outputs: {{ o: 'out/${{each.x}}.txt' }}\n"
    )
}

/// Standard error of a workflow that has mistakes.
fn mistakes(text: &str) -> String {
    let project = Project::new();
    project.write("w.yaml", text);
    let ran = project.run(&["validate", "w.yaml"]);
    assert_eq!(ran.code, Some(2), "{text}\n{}", ran.stdout);
    ran.stderr
}

#[test]
fn repetitions_have_names_that_tell_them_apart() {
    let text = repeated("{ x: [a/b, a], y: [c, b/c] }");
    assert!(
        mistakes(&text).contains(
            "two steps would have the name `s/a/b/c`: with x = `a/b`, y = `c`, and with x = `a`, y = `b/c`"
        ),
        "{}",
        mistakes(&text)
    );
    for (values, message) in [
        (
            "[0.75, 0.750]",
            "the values `0.75` and `0.750` of `x` are equal",
        ),
        ("[1, 1.0]", "the values `1` and `1.0` of `x` are equal"),
        ("[16, 0x10]", "the values `16` and `0x10` of `x` are equal"),
        ("[a, b, a]", "`x` has the value `a` twice"),
        ("[5, '5']", "`x` has the value `5` twice"),
    ] {
        let found = mistakes(&repeated(&format!("{{ x: {values} }}")));
        assert!(found.contains(message), "{values}: {found}");
    }
}

#[test]
fn a_repetition_with_a_dot_in_its_name_can_be_referred_to() {
    let project = Project::new();
    let text = repeated("{ x: [0.5, 0.25, 1.10] }");
    let read = "  r: { uses: command, run: 'cat {inputs.a} {inputs.b} > {outputs.o}', inputs: { a: s/0.25, b: s/1.10.o }, outputs: { o: r.txt } }\n";
    project.write("w.yaml", &(text + read));
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("r.txt"), "0.25\n1.10\n");
    assert_eq!(project.read("out/1.10.txt"), "1.10\n");
}

#[test]
fn numbers_reach_a_command_as_they_are_written() {
    let project = Project::new();
    let numbers = "12345678901234567890123 1.10 0x1F 1_000 -0 1e3 0.1234567890123456789012 +5 007";
    let params: Vec<String> = numbers
        .split(' ')
        .enumerate()
        .map(|(at, number)| format!("n{at}: {number}"))
        .collect();
    let uses: Vec<String> = (0..params.len())
        .map(|at| format!("${{params.n{at}}}"))
        .collect();
    let words: Vec<String> = uses.iter().map(|word| format!("'{word}'")).collect();
    project.write(
        "w.yaml",
        &format!(
            "version: 1\nname: w\nparams: {{ {} }}\nsteps:\n  text: {{ uses: command, run: 'echo {} > {{outputs.o}}', outputs: {{ o: text.txt }} }}\n  list:\n    uses: command\n    run: [sh, -c, 'echo $* $V > {{outputs.o}}', sh, {}, 2.50]\n    env: {{ V: 3.60 }}\n    outputs: {{ o: list.txt }}\n",
            params.join(", "),
            uses.join(" "),
            words.join(", "),
        ),
    );
    project.ok(&["run", "w.yaml"]);
    assert_eq!(project.read("text.txt"), format!("{numbers}\n"));
    assert_eq!(project.read("list.txt"), format!("{numbers} 2.50 3.60\n"));
    project.ok(&["run", "w.yaml", "--set", "n1=9.90"]);
    assert!(project.read("text.txt").contains(" 9.90 "));
    for number in [".inf", "-.inf", ".nan", "1e999"] {
        let text = project
            .read("w.yaml")
            .replace("n1: 1.10", &format!("n1: {number}"));
        assert!(mistakes(&text).contains("non-finite"), "{number}");
    }
}

#[test]
fn a_setting_is_taken_whole_or_refused() {
    let project = Project::new();
    project.write(
        "w.yaml",
        "version: 1\nname: w\nparams: { msg: a, other: b, unused: c }\nsteps:\n  s: { uses: command, run: [sh, -c, 'printf \"%s|\" \"$1\" > {outputs.o}', sh, '${params.msg}${params.other}'], outputs: { o: o.txt } }\n",
    );
    for text in ["hello # world", "a: b", "", " x ", "*x", "--- a"] {
        project.ok(&[
            "run",
            "w.yaml",
            "--set",
            &format!("msg={text}"),
            "--set",
            "other=",
        ]);
        assert_eq!(project.read("o.txt"), format!("{text}|"));
    }
    for (args, message) in [
        (
            &["--set", "msg=1", "--set", "msg=2"][..],
            "`--set msg`: the parameter is set twice",
        ),
        (
            &["--set", "unused=1"],
            "`--set unused`: no step uses the parameter",
        ),
        (
            &["--set", "msg=[1] # one"],
            "`--set msg`: unexpected text after the value",
        ),
        (&["--set", "msg=[1"], "`--set msg`: "),
    ] {
        let ran = project.run(&[&["run", "w.yaml"], args].concat());
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.stderr.contains(message), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_key_stands_once_in_a_map() {
    let text = CHAIN.replace("name: chain\n", "name: chain\nname: v\n");
    assert!(mistakes(&text).contains("duplicate"), "{}", mistakes(&text));
    let text = repeated("{ x: [1], x: [2] }");
    assert!(mistakes(&text).contains("duplicate"), "{}", mistakes(&text));
}

#[test]
fn what_is_forced_is_in_the_run() {
    let project = Project::chain();
    for (args, message) in [
        (
            &["first", "--force", "beside"][..],
            "step `beside` is not in this run",
        ),
        (&["--force", "thrid"], "did you mean `third`?"),
        (&["--no-cache", "--force", "third"], "cannot be used with"),
    ] {
        let ran = project.run(&[&["run", "w.yaml"], args].concat());
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.stderr.contains(message), "{args:?}: {}", ran.stderr);
    }
    assert!(project.ran_steps().is_empty());
    project.ok(&["run", "w.yaml", "second", "--force", "first"]);
    assert_eq!(project.ran_steps(), ["first", "second"]);
}

#[test]
fn a_parameter_that_changes_nothing_is_refused() {
    let steps = "  c: { uses: convert, input: a.csv, columns: { time: t, lat: y, lon: x } }\n  k: { uses: cluster, incidents: c CLUSTER }\n  s: { uses: series, incidents: c, hotspots: k SERIES }\n  t: { uses: train, series: s TRAIN }\n  e: { uses: evaluate, series: s, models: t EVALUATE }\n";
    let text = |at: &str, rest: &str| {
        let mut text = format!("version: 1\nname: w\nparams: {{ method: grid }}\nsteps:\n{steps}");
        for place in ["CLUSTER", "SERIES", "TRAIN", "EVALUATE"] {
            let with = if place == at {
                format!(", {rest}")
            } else {
                String::new()
            };
            text = text.replace(&format!(" {place}"), &with);
        }
        text
    };
    for (at, rest, field) in [
        ("CLUSTER", "eps_m: 100", "eps_m"),
        ("CLUSTER", "method: dbscan, merge: true", "merge"),
        (
            "CLUSTER",
            "method: dbscan, min_incidents: 5, quantile: 0.9",
            "quantile",
        ),
        ("CLUSTER", "method: hdbscan, quantile: 0.9", "quantile"),
        ("CLUSTER", "method: kmeans, levels: 2", "levels"),
        ("CLUSTER", "clusters: 3", "clusters"),
        ("SERIES", "freq: month, week_start: sunday", "week_start"),
        ("SERIES", "freq: week, exposure: true", "exposure"),
        (
            "TRAIN",
            "order: auto, seasonal_order: [0, 1, 1]",
            "seasonal_order",
        ),
        ("TRAIN", "order: auto, constant: drift", "constant"),
        ("TRAIN", "method: ets, order: [1, 0, 0]", "order"),
        ("TRAIN", "method: mean, transform: sqrt", "transform"),
        ("TRAIN", "horizon: 5", "horizon"),
        ("TRAIN", "method: ets, exposure: none", "exposure"),
        (
            "TRAIN",
            "method: best, candidates: [ets], order: [1, 0, 0]",
            "order",
        ),
        ("EVALUATE", "hotspot_methods: [grid]", "hotspot_methods"),
    ] {
        let found = mistakes(&text(at, rest));
        let message = format!("error: `{field}` has no effect here");
        assert!(found.contains(&message), "{rest}: {found}");
        assert!(
            found.contains("hint: leave it out: it applies only "),
            "{found}"
        );
    }
    for (at, rest) in [
        ("TRAIN", "method: best, candidates: [ets, mean, ets]"),
        ("EVALUATE", "baselines: [mean, mean]"),
    ] {
        assert!(
            mistakes(&text(at, rest)).contains("is named twice"),
            "{rest}"
        );
    }
    let project = Project::new();
    for (at, rest) in [
        // What decides may be otherwise the next time.
        ("CLUSTER", "method: '${params.method}', eps_m: 100"),
        (
            "CLUSTER",
            "method: multi_density, eps_m: 90, quantile: 0.9, levels: 2",
        ),
        ("TRAIN", "method: best, horizon: 5, order: [1, 0, 0]"),
        ("TRAIN", "method: counts, exposure: none"),
        ("TRAIN", "method: mstl, seasonal_order: [0, 0, 0, 26]"),
        ("SERIES", "freq: month, exposure: true"),
    ] {
        project.write("w.yaml", &text(at, rest));
        project.ok(&["validate", "w.yaml"]);
    }
}
