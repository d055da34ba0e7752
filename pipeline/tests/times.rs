//! Dates and times by the real program: what a run advises, warns of and refuses.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;

use arrow::array::AsArray as _;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use project::{Ended, HEADER, Project, WORKFLOW};

/// A workflow of `convert` alone over `in/*.csv`, with these lines of parameters.
fn convert_only(columns: &str, parameters: &str) -> String {
    format!(
        "version: 1\nname: city\nsteps:\n  convert:\n    uses: convert\n    input: 'in/*.csv'\n    \
         columns: {{ {columns}, lat: lat, lon: lon, category: kind }}\n{parameters}"
    )
}

/// A file of incidents at these times.
fn csv(times: &[&str]) -> String {
    let rows: String = times
        .iter()
        .map(|time| format!("\"{time}\",41.9,-87.6,THEFT\n"))
        .collect();
    format!("{HEADER}\n{rows}")
}

/// A project of these files of times, read with `parameters`.
fn project(files: &[(&str, &[&str])], parameters: &str) -> Project {
    let project = Project::new();
    for (name, times) in files {
        project.write(&format!("in/{name}"), csv(times));
    }
    project.write("city.yaml", convert_only("time: when", parameters));
    project
}

fn run(project: &Project) -> Ended {
    project.hotcast(&["run", "city.yaml"])
}

fn hint(ended: &Ended) -> String {
    let said = format!("{}{}", ended.stdout, ended.stderr);
    let at = said.find("hint: ").unwrap_or_else(|| panic!("{said}"));
    said[at..].lines().next().unwrap().to_owned()
}

/// The parameter that a hint proposes.
fn proposed(hint: &str) -> String {
    hint.split('`').nth(1).unwrap().to_owned()
}

#[test]
fn the_only_order_that_fits_all_values_is_proposed_whatever_is_tried_first() {
    let days = ["07/08/2021", "19/08/2021", "30/08/2021"];
    for tried in [
        "",
        "    time_format: \"%m/%d/%Y\"\n",
        "    time_format: \"%m-%d-%Y\"\n",
    ] {
        let project = project(&[("a.csv", &days)], tried);
        let failed = run(&project);
        assert_eq!(failed.code, Some(1), "{}", failed.stderr);
        let hint = hint(&failed);
        assert!(!hint.contains("%m/%d"), "{hint}");
        assert_eq!(proposed(&hint), "time_format: \"%d/%m/%Y\"", "{hint}");
        project.write(
            "city.yaml",
            convert_only("time: when", &format!("    {}\n", proposed(&hint))),
        );
        let ended = run(&project);
        ended.succeeds();
        assert!(ended.stdout.contains("rows kept 3"), "{}", ended.stdout);
    }
}

#[test]
fn other_files_are_asked_as_well() {
    let project = project(
        &[
            ("a.csv", &["07/08/2021", "09/08/2021"]),
            ("b.csv", &["30/08/2021"]),
        ],
        "",
    );
    let hint = hint(&run(&project));
    assert_eq!(proposed(&hint), "time_format: \"%d/%m/%Y\"", "{hint}");
    assert!(hint.contains("all 3 values in 2 files"), "{hint}");
}

#[test]
fn values_that_fit_both_orders_leave_it_open() {
    let hint = hint(&run(&project(
        &[("a.csv", &["07/08/2021", "09/08/2021"])],
        "",
    )));
    for part in ["do not tell", "\"%m/%d/%Y\"", "\"%d/%m/%Y\""] {
        assert!(hint.contains(part), "{hint}");
    }
    let mixed = [("a.csv", &["30/08/2021"][..]), ("b.csv", &["08/30/2021"])];
    let hint = self::hint(&run(&project(&mixed, "")));
    for part in ["30/08/2021", "08/30/2021", "in/b.csv line 2"] {
        assert!(hint.contains(part), "{hint}");
    }
}

#[test]
fn one_list_is_proposed_for_values_of_several_shapes_and_works() {
    let times = [
        "2021-08-01",
        "08/30/2021 11:45:00 PM",
        "08/02/2021 1:05 p.m.",
        "08/03/2021",
    ];
    let project = project(&[("a.csv", &times)], "");
    let hint = hint(&run(&project));
    let parameters = format!("    {}\n    max_reject_share: 0\n", proposed(&hint));
    project.write("city.yaml", convert_only("time: when", &parameters));
    run(&project).succeeds();
}

#[test]
fn numbers_are_recognised_as_days_or_seconds() {
    for (times, format) in [
        (&["44409", "44409.75", "44410"][..], "excel_serial"),
        (&["1627776000", "1627776000.5"], "epoch_s"),
        (&["1627776000000"], "epoch_ms"),
        (&["20210801123000"], "%Y%m%d%H%M%S"),
    ] {
        let project = project(&[("a.csv", times)], "");
        let hint = hint(&run(&project));
        assert_eq!(proposed(&hint), format!("time_format: \"{format}\""));
        project.write(
            "city.yaml",
            convert_only("time: when", &format!("    {}\n", proposed(&hint))),
        );
        run(&project).succeeds();
    }
}

#[test]
fn a_list_of_both_orders_leads_to_the_one_that_fits() {
    let project = project(
        &[("a.csv", &["07/08/2021", "09/08/2021", "30/08/2021"])],
        "    time_format: [\"%m/%d/%Y\", \"%d/%m/%Y\"]\n",
    );
    let failed = run(&project);
    failed.fails_with(1, &["ambiguous_time", "line 2", "`07/08/2021`"]);
    assert_eq!(
        proposed(&hint(&failed)),
        "time_format: \"%d/%m/%Y\"",
        "{}",
        failed.stderr
    );
}

#[test]
fn unread_clocks_are_said_and_lead_to_the_parameter_that_keeps_their_rows() {
    let project = Project::new();
    project.write(
        "in/a.csv",
        "day,clock,lat,lon,kind\n2021-08-01,UNK,41.9,-87.6,A\n2021-08-02,99:99,41.9,-87.6,A\n2021-08-03,7:30,41.9,-87.6,A\n",
    );
    let columns = "date: day, clock: clock";
    project.write("city.yaml", convert_only(columns, ""));
    run(&project).fails_with(1, &["field `clock`", "`on_bad_clock: midnight`"]);
    project.write(
        "city.yaml",
        convert_only(columns, "    on_bad_clock: midnight\n"),
    );
    let ended = run(&project);
    ended.succeeds();
    for part in ["clock unreadable 2", "2 of 3 kept rows stand at midnight"] {
        assert!(ended.stdout.contains(part), "{}", ended.stdout);
    }
}

#[test]
fn what_has_no_effect_is_refused_before_anything_runs() {
    for (parameters, part) in [
        ("    clock_format: hhmm\n", "`clock_format` has no effect"),
        (
            "    on_bad_clock: midnight\n",
            "`on_bad_clock` has no effect",
        ),
        ("    dedupe: id\n", "`dedupe: id` needs `columns.id`"),
        (
            "    time_format: [epoch_s, excel_serial]\n",
            "read the same numbers",
        ),
        ("    time_format: \"%Y-%M-%d\"\n", "has a day but no month"),
    ] {
        let project = project(&[("a.csv", &["2021-08-01"])], parameters);
        run(&project).fails_with(2, &[part, "city.yaml:8", "^"]);
        assert!(!project.path(".hotcast/runs").exists(), "something ran");
    }
    let project = Project::new();
    project.write(
        "city.yaml",
        convert_only("year: y", "    time_format: \"%Y\"\n"),
    );
    run(&project).fails_with(2, &["`time_format` has no effect", "hint: "]);
}

#[test]
fn the_first_of_equal_ids_is_in_the_file_whose_path_is_first() {
    let project = Project::new();
    let file = |kind: &str| format!("{HEADER},id\n2021-08-01,41.9,-87.6,{kind},7\n");
    let columns = "time: when, id: id";
    project.write("in/b.csv", file("SECOND"));
    project.write("in/c.csv", file("THIRD"));
    project.write("in/a.csv", file("FIRST"));
    let copy = "  copy: { uses: command, run: [cp, '{inputs.kept}', '{outputs.copy}'], \
                inputs: { kept: convert.incidents }, outputs: { copy: out/kept.parquet } }\n";
    let workflow = convert_only(columns, "    dedupe: id\n");
    project.write("city.yaml", workflow + copy);
    run(&project).succeeds();
    assert_eq!(kept_kinds(&project), ["FIRST"]);
    // A name that does not change the order changes nothing; one that does is seen.
    rename(&project, "in/a.csv", "in/aa.csv");
    let ended = run(&project);
    assert!(ended.stdout.contains("nothing to do"), "{}", ended.stdout);
    rename(&project, "in/aa.csv", "in/z.csv");
    let ended = run(&project);
    ended.succeeds();
    assert!(
        ended.stdout.contains("changes their order"),
        "{}",
        ended.stdout
    );
    assert_eq!(kept_kinds(&project), ["SECOND"]);
    // Back again, the first result is found.
    rename(&project, "in/z.csv", "in/a.csv");
    let ended = run(&project);
    assert!(ended.stdout.contains("nothing to do"), "{}", ended.stdout);
    assert_eq!(kept_kinds(&project), ["FIRST"]);
}

fn rename(project: &Project, from: &str, to: &str) {
    std::fs::rename(project.path(from), project.path(to)).unwrap();
}

/// The categories of the rows that were kept, from a copy of the incidents.
fn kept_kinds(project: &Project) -> Vec<String> {
    let file = std::fs::File::open(project.path("out/kept.parquet")).unwrap();
    let batches = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    batches
        .flat_map(|batch| {
            let batch = batch.unwrap();
            let kinds = batch["category"].as_string::<i32>();
            (0..batch.num_rows())
                .map(|row| kinds.value(row).to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn dates_that_name_months_only_ask_for_months() {
    let project = Project::new();
    let rows: String = (0..72)
        .map(|month| {
            format!(
                "{}-{:02},41.{}005,-87.6,THEFT\n",
                2015 + month / 12,
                month % 12 + 1,
                month % 5
            )
        })
        .collect();
    project.write("in.csv", format!("{HEADER}\n{rows}"));
    let monthly = WORKFLOW.replace("    time_format: \"%Y-%m-%d %H:%M:%S\"\n", "");
    for freq in ["week", "day"] {
        project.write(
            "city.yaml",
            monthly.replace("freq: month", &format!("freq: {freq}")),
        );
        run(&project).fails_with(
            1,
            &["series", "the dates name months only", "`freq: month`"],
        );
    }
    project.write("city.yaml", monthly);
    project.hotcast(&["run", "city.yaml", "series"]).succeeds();
}

#[test]
fn many_malformed_rows_are_said_by_the_run_its_report_and_the_manifest() {
    let project = Project::new();
    project.write("city.yaml", WORKFLOW);
    project.csv("in.csv", 900, 1);
    let good = String::from_utf8(project.read("in.csv")).unwrap();
    let rows = good.lines().count() - 1;
    let bad = "2020-01-01 12:00:00,NULL,-87.1,THEFT\n".repeat(rows / 10);
    project.write("in.csv", good + &bad);
    let ended = project.hotcast(&["run", "city.yaml"]);
    ended.succeeds();
    let said = format!("warning: {} of {} rows", rows / 10, rows + rows / 10);
    assert!(ended.stdout.contains(&said), "{}", ended.stdout);
    let counts = &project.json("artifacts/city/current/manifest.json")["counts"];
    assert_eq!(counts["rows_malformed"], rows / 10);
    let to_file = [
        "graph",
        "city.yaml",
        "--format",
        "html",
        "-o",
        "report.html",
    ];
    project.hotcast(&to_file).succeeds();
    let report = String::from_utf8(project.read("report.html")).unwrap();
    assert!(report.contains(&said), "no finding in the report");
}
