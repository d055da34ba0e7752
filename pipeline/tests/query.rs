//! `uses: query` through the real program: tables, mistakes, order and accounts of rows.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod project;

use std::fs::File;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Schema, TimeUnit};
use arrow::util::display::array_value_to_string;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use project::{Ended, Project, WORKFLOW};

/// A `convert` step over five incidents of two categories.
const CONVERT: &str = r#"version: 1
name: w
steps:
  convert:
    uses: convert
    input: in.csv
    columns: { time: when, lat: lat, lon: lon, category: kind, id: no }
    time_format: "%Y-%m-%d %H:%M:%S"
"#;

const ROWS: &str = "when,lat,lon,kind,no
2020-01-01 12:00:00,41.1,-87.1,THEFT,a
2020-01-02 12:00:00,41.2,-87.2,BURGLARY,b
2020-01-03 12:00:00,41.3,-87.3,THEFT,c
2020-01-03 13:00:00,41.4,-87.4,THEFT,d
not a time,41.5,-87.5,THEFT,e
";

/// A project whose step `query` has these parameters, and whose step `copy` publishes the table.
fn asking(parameters: &str) -> Project {
    let project = Project::new();
    project.write("in.csv", ROWS);
    ask(&project, parameters);
    project
}

fn ask(project: &Project, parameters: &str) {
    let copy = "  copy: { uses: command, run: 'cat {inputs.t} > {outputs.o}', inputs: { t: query }, outputs: { o: out/t.parquet } }\n";
    let lines: String = parameters
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    project.write(
        "w.yaml",
        format!("{CONVERT}  query:\n    uses: query\n{lines}{copy}"),
    );
}

fn run(project: &Project) -> Ended {
    project.hotcast(&["run", "w.yaml"])
}

fn table(project: &Project) -> RecordBatch {
    let file = File::open(project.path("out/t.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

/// The values of some columns, row by row.
fn values(table: &RecordBatch, columns: &[&str]) -> Vec<String> {
    let value = |row: usize, name: &&str| {
        array_value_to_string(table.column_by_name(name).unwrap(), row).unwrap()
    };
    let row = |row| {
        columns
            .iter()
            .map(|name| value(row, name))
            .collect::<Vec<_>>()
            .join(" ")
    };
    (0..table.num_rows()).map(row).collect()
}

/// Runs the query and returns columns of its table.
#[track_caller]
fn answers(project: &Project, columns: &[&str]) -> Vec<String> {
    run(project).succeeds();
    values(&table(project), columns)
}

fn data_type(schema: &Schema, name: &str) -> DataType {
    schema.field_with_name(name).unwrap().data_type().clone()
}

#[test]
fn a_filter_keeps_incidents_as_convert_writes_them() {
    let project = asking(
        "sql: SELECT * FROM incidents WHERE category = 'THEFT'\ninputs: { incidents: convert }",
    );
    assert_eq!(
        answers(&project, &["id", "category"]),
        ["a THEFT", "c THEFT", "d THEFT"]
    );
    let schema = table(&project).schema();
    let names: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    assert_eq!(names, ["time", "lon", "lat", "category", "id"]);
    assert_eq!(
        data_type(&schema, "time"),
        DataType::Timestamp(TimeUnit::Millisecond, None)
    );
    assert_eq!(data_type(&schema, "lon"), DataType::Float64);
}

#[test]
fn rows_are_counted_for_each_input_and_shown() {
    let project = asking(
        "sql: SELECT * FROM incidents WHERE category = 'BURGLARY'\ninputs: { incidents: convert }",
    );
    let ended = run(&project);
    ended.succeeds();
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("1 row, from 4 of `incidents`"), "{said}");
}

#[test]
fn files_join_as_csv_and_as_ndjson() {
    let csv = "day,rain\n2020-01-01,0\n2020-01-03,7.5\n";
    let json = "{\"day\":\"2020-01-01\",\"rain\":0}\n{\"day\":\"2020-01-03\",\"rain\":7.5}\n";
    for weather in [csv, json] {
        let project = asking(
            "sql: |\n  SELECT i.*, w.rain\n  FROM incidents AS i\n  JOIN weather AS w ON CAST(i.time AS DATE) = CAST(w.day AS DATE)\n  WHERE w.rain > 1\ninputs: { incidents: convert, weather: { files: weather.txt } }",
        );
        project.write("weather.txt", weather);
        assert_eq!(
            answers(&project, &["id", "rain"]),
            ["c 7.5", "d 7.5"],
            "{weather}"
        );
    }
}

#[test]
fn a_table_of_a_query_is_a_parquet_file_for_another() {
    let project = asking(
        "sql: SELECT category, COUNT(*) AS n FROM incidents GROUP BY category\ninputs: { incidents: convert }",
    );
    assert_eq!(
        answers(&project, &["category", "n"]),
        ["THEFT 3", "BURGLARY 1"]
    );
    std::fs::copy(
        project.path("out/t.parquet"),
        project.path("counts.parquet"),
    )
    .unwrap();
    ask(
        &project,
        "sql: SELECT n + 1 AS more FROM counts ORDER BY n\ninputs: { counts: { files: counts.parquet } }",
    );
    assert_eq!(answers(&project, &["more"]), ["2", "4"]);
}

#[test]
fn columns_are_derived_and_types_converted_where_nothing_is_lost() {
    let sql = "sql: SELECT CAST(time AS DATE) AS time, CAST(lon AS INT) AS lon, lat, CASE WHEN lat > 41.25 THEN 2 ELSE 1 END AS count FROM incidents";
    let project = asking(&format!("{sql}\ninputs: {{ incidents: convert }}"));
    let rows = answers(&project, &["lon", "count", "category"]);
    assert_eq!(
        rows,
        ["-87.0 1.0 ", "-87.0 1.0 ", "-87.0 2.0 ", "-87.0 2.0 "]
    );
    let schema = table(&project).schema();
    assert_eq!(
        data_type(&schema, "time"),
        DataType::Timestamp(TimeUnit::Millisecond, None)
    );
}

#[test]
fn an_empty_result_is_a_table_with_columns() {
    let project = asking(
        "sql: SELECT * FROM incidents WHERE category = 'NONE'\ninputs: { incidents: convert }",
    );
    assert_eq!(answers(&project, &["id"]), [""; 0]);
    assert_eq!(table(&project).num_columns(), 5);
}

#[test]
fn wrong_sql_is_shown_with_a_caret_before_anything_runs() {
    let project = asking("sql: |\n  SELECT *\n  FORM incidents\ninputs: { incidents: convert }");
    run(&project).fails_with(2, &["the query is not SQL", "2 | FORM incidents", "  | "]);
    assert!(!project.path(".hotcast/actions").exists());
    for (sql, said) in [
        (
            "SELECT * FROM incident",
            &[
                "no table `incident`",
                "^^^^^^^^",
                "did you mean `incidents`?",
            ][..],
        ),
        ("DELETE FROM incidents", &["not a `SELECT`"]),
        (
            "SELECT 1 AS a FROM incidents; SELECT 2 AS b FROM incidents",
            &["one statement"],
        ),
        (
            "SELECT * FROM read_csv('in.csv'), incidents",
            &["`read_csv(…)` reads what no input declares"],
        ),
        ("SELECT 1 AS one", &["does not read its input `incidents`"]),
    ] {
        ask(
            &project,
            &format!("sql: \"{sql}\"\ninputs: {{ incidents: convert }}"),
        );
        run(&project).fails_with(2, said);
    }
}

#[test]
fn a_missing_column_is_named_with_its_place() {
    let project = asking(
        "sql: |\n  SELECT * FROM incidents\n  WHERE categry = 'THEFT'\ninputs: { incidents: convert }",
    );
    run(&project).fails_with(
        1,
        &[
            "there is no column `categry`",
            "2 | WHERE categry = 'THEFT'",
            "  |       ^^^^^^^",
            "did you mean `category`?",
        ],
    );
}

#[test]
fn types_that_do_not_fit_are_shown_with_their_place() {
    let project =
        asking("sql: SELECT * FROM incidents WHERE category > 5\ninputs: { incidents: convert }");
    run(&project).fails_with(1, &["cannot be computed", "WHERE category > 5", "^^^^^^^^"]);
    for (sql, said) in [
        (
            "SELECT i.id FROM incidents AS i JOIN incidents AS j ON i.lat = j.category",
            &["join keys", "^^^^^^^^^^^^^^^^^^"][..],
        ),
        (
            "SELECT category AS time, lon, lat FROM incidents",
            &[
                "column `time` has the type",
                "CAST(time AS TIMESTAMP) AS time",
                "as: table",
            ][..],
        ),
        (
            "SELECT time, lon, lat * 10 AS lat FROM incidents",
            &["4 rows of the result have a `lat` that is not in degrees"],
        ),
        (
            "SELECT time, NULLIF(lon, lon) AS lon, lat FROM incidents",
            &["4 rows of the result have no `lon`"],
        ),
    ] {
        ask(
            &project,
            &format!("sql: {sql}\ninputs: {{ incidents: convert }}"),
        );
        run(&project).fails_with(1, said);
    }
    ask(
        &project,
        "sql: SELECT time, lon FROM incidents\nas: incidents\ninputs: { incidents: convert }",
    );
    run(&project).fails_with(1, &["no column `lat`", "AS lat"]);
    ask(
        &project,
        "sql: SELECT category AS time, lon, lat FROM incidents\nas: table\ninputs: { incidents: convert }",
    );
    run(&project).succeeds();
}

#[test]
fn a_file_of_another_format_is_named() {
    let project = asking("sql: SELECT * FROM w\ninputs: { w: { files: w.csv.gz } }");
    project.write("w.csv.gz", b"\x1f\x8b\x08\x00");
    run(&project).fails_with(
        1,
        &["`w.csv.gz` is a gzip file", "plain Parquet, CSV and NDJSON"],
    );
}

/// Incidents of many days and places, in an order of no help.
fn many() -> String {
    let mut text = "when,lat,lon,kind,no\n".to_owned();
    for at in 0..20_000 {
        let (place, day) = (at * 7919 % 101, 1 + at * 31 % 28);
        let kind = ["THEFT", "BURGLARY", "ARSON"][at % 3];
        text += &format!("2020-01-{day:02} 12:00:00,41.{place:03},-87.{place:03},{kind},n{at}\n");
    }
    text
}

#[test]
fn bytes_are_equal_for_every_run_and_number_of_threads() {
    for sql in [
        "SELECT * FROM incidents WHERE category = 'ARSON'",
        "SELECT category, lat, COUNT(*) AS n, SUM(lon) AS s FROM incidents GROUP BY category, lat",
        "SELECT category, lat, COUNT(*) AS n FROM incidents GROUP BY category, lat",
        "SELECT DISTINCT lat FROM incidents",
        "SELECT a.id, b.id AS other FROM incidents AS a JOIN incidents AS b ON a.lat = b.lat AND a.time = b.time WHERE a.category = 'ARSON'",
        "SELECT id, category FROM incidents ORDER BY category",
        "SELECT lat FROM incidents UNION SELECT lon AS lat FROM incidents",
    ] {
        let mut all = Vec::new();
        for threads in ["1", "2", "2"] {
            let project = asking(&format!("sql: {sql}\ninputs: {{ incidents: convert }}"));
            project.write("in.csv", many());
            project
                .hotcast(&["run", "w.yaml", "-j", threads])
                .succeeds();
            all.push(project.read("out/t.parquet"));
        }
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{sql}");
    }
}

#[test]
fn only_columns_that_the_query_names_run_it_again() {
    let project = asking(
        "sql: SELECT category, COUNT(*) AS n FROM incidents GROUP BY category\ninputs: { incidents: convert }",
    );
    run(&project).succeeds();
    project.write("in.csv", ROWS.replace("41.1", "41.9"));
    let ended = run(&project);
    ended.succeeds();
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(
        !said.contains("4 of `incidents`") || said.contains("cached"),
        "{said}"
    );
    let why = project.hotcast(&["explain", "w.yaml", "query"]);
    why.succeeds();
}

#[test]
fn rows_that_a_query_leaves_out_are_in_the_account_of_what_is_published() {
    let project = Project::new();
    project.csv("in.csv", 1200, 1);
    let query = "  query: { uses: query, sql: \"SELECT * FROM incidents WHERE lat > 41.15\", inputs: { incidents: convert } }\n";
    let text = WORKFLOW
        .replace("incidents: convert", "incidents: query")
        .replace("  cluster:", &format!("{query}  cluster:"));
    project.write(
        "city.yaml",
        text.replace(
            "inputs: { incidents: query }",
            "inputs: { incidents: convert }",
        ),
    );
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let counts = project.json("artifacts/city/current/manifest.json")["counts"].clone();
    assert_eq!(counts["rows_in"], 1200 * 15);
    assert_eq!(counts["rows_filtered"], 1200 * 3, "{counts}");
    assert_eq!(counts["incidents"], f64::from(1200 * 12));
}

#[test]
fn a_query_over_series_stands_for_series() {
    let project = Project::new();
    project.csv("in.csv", 1200, 1);
    let query = "  query: { uses: query, sql: \"SELECT hotspot_id, period, count * 2 AS count FROM counts\", inputs: { counts: series.series } }\n";
    let text = WORKFLOW
        .replace("series: series,", "series: query,")
        .replace("  train:", &format!("{query}  train:"));
    project.write("city.yaml", text);
    project.hotcast(&["run", "city.yaml"]).succeeds();
    let counts = project.json("artifacts/city/current/manifest.json")["counts"].clone();
    assert!(counts["models"].as_u64().unwrap() > 0, "{counts}");
}
