//! `hotcast fit` and `hotcast forecast` through the real program.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::{Command, Output};

/// Twelve years of a quarterly count with a trend, a season and something like noise.
fn series() -> String {
    let value = |t: i32| 50 + t / 2 + [12, 0, -5, -7][t as usize % 4] + t * 37 % 11;
    let row = |t: i32| match t {
        17 => "17,\n".to_owned(),
        t => format!("{t},{}\n", value(t)),
    };
    format!("quarter,value\n{}", (0..48).map(row).collect::<String>())
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn hotcast(arguments: &str, files: &[&PathBuf]) -> Output {
    let mut files = files.iter();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotcast"));
    for argument in arguments.split_whitespace() {
        match argument {
            "FILE" => command.arg(files.next().unwrap()),
            argument => command.arg(argument),
        };
    }
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The number after `"name":` in a JSON text.
fn number(json: &str, name: &str) -> f64 {
    let after = json.split(&format!("\"{name}\":")).nth(1).unwrap();
    let end = after.find([',', '\n', '}']).unwrap();
    after[..end].trim().parse().unwrap()
}

#[test]
fn a_fit_reports_itself_and_its_forecast() {
    let csv = file("fit.csv", &series());
    let output = hotcast(
        "fit FILE --order 0,1,1 --seasonal 0,1,1,4 --horizon 4 --level 0.95 --json",
        &[&csv],
    );
    let json = stdout(&output);
    // 47 values, less the five lost to differencing.
    assert_eq!(number(&json, "nobs"), 42.0);
    assert_eq!(number(&json, "n_params"), 3.0);
    let (llf, aic) = (number(&json, "llf"), number(&json, "aic"));
    assert!((aic - (6.0 - 2.0 * llf)).abs() < 1e-9);
    for name in [
        "\"ma.L1\"",
        "\"ma.S.L4\"",
        "\"std_errors\"",
        "\"0.95\"",
        "\"lower\"",
        "\"elapsed_ms\"",
        "\"converged\": true",
    ] {
        assert!(json.contains(name), "{name} in {json}");
    }
}

#[test]
fn the_likelihood_at_the_estimates_is_the_maximum() {
    let csv = file("params.csv", &series());
    let fit = stdout(&hotcast(
        "fit FILE --order 0,1,1 --seasonal 0,1,1,4 --json",
        &[&csv],
    ));
    let (ma, seasonal) = (number(&fit, "ma.L1"), number(&fit, "ma.S.L4"));
    let at = |ma: f64| {
        let arguments = format!(
            "fit FILE --order 0,1,1 --seasonal 0,1,1,4 --json --params ma.L1={ma},ma.S.L4={seasonal}"
        );
        number(&stdout(&hotcast(&arguments, &[&csv])), "llf")
    };
    let best = number(&fit, "llf");
    assert!((at(ma) - best).abs() < 1e-6);
    assert!(at(ma + 0.1) < best && at(ma * 0.9) < best);
}

#[test]
fn a_stored_model_forecasts_as_its_fit_did_and_goes_on() {
    let csv = file("stored.csv", &series());
    let regressor = (0..54)
        .map(|t| format!("{}\n", t * 7 % 5))
        .collect::<String>();
    let exog = file("stored-exog.csv", &format!("x\n{regressor}"));
    let model = file("stored.json", "");
    let fit = hotcast(
        "fit FILE --order 1,0,0 --seasonal 0,1,1,4 --exog FILE --horizon 6 --model FILE",
        &[&csv, &exog, &model],
    );
    let table = stdout(&fit);
    let future = regressor.lines().skip(48).collect::<Vec<_>>().join("\n");
    let future = file("stored-future.csv", &format!("x\n{future}\n"));
    let forecast = stdout(&hotcast(
        "forecast FILE --horizon 6 --exog FILE",
        &[&model, &future],
    ));
    assert!(table.ends_with(&forecast), "{table}\n{forecast}");

    let newer = file("stored-newer.csv", "quarter,value\n48,95\n49,\n");
    let later = stdout(&hotcast(
        "forecast FILE --horizon 4 --exog FILE --append FILE",
        &[&model, &future, &newer],
    ));
    assert_eq!(later.lines().count(), 5);
    assert_ne!(later.lines().nth(1), forecast.lines().nth(3));
}

#[test]
fn orders_are_chosen_when_asked() {
    let csv = file("auto.csv", &series());
    let json = stdout(&hotcast(
        "fit FILE --auto --seasonal 0,0,0,4 --json",
        &[&csv],
    ));
    let fixed = stdout(&hotcast(
        "fit FILE --order 0,1,1 --seasonal 0,1,1,4 --json",
        &[&csv],
    ));
    assert!(number(&json, "aicc").is_finite() && number(&fixed, "aicc").is_finite());
    assert!(json.contains("\"converged\": true"));
}

#[test]
fn an_empty_line_of_one_column_is_a_missing_value() {
    let value = |t: i32| 20 + t * 37 % 11;
    let lines = |gap: &str| {
        let row = |t: i32| match t {
            5 | 9 => gap.to_owned(),
            t => value(t).to_string(),
        };
        (0..30).map(row).collect::<Vec<_>>().join("\r\n")
    };
    let blank = file("blank.csv", &format!("y\r\n{}\r\n\r\n", lines("")));
    let named = file("blank-na.csv", &format!("y\r\n{}\r\n", lines("NA")));
    let fit = |csv| stdout(&hotcast("fit FILE --order 0,1,1 --json", &[csv]));
    let (blank, named) = (fit(&blank), fit(&named));
    assert_eq!(number(&blank, "nobs"), 27.0);
    assert_eq!(number(&blank, "llf"), number(&named, "llf"));
}

/// Each regressor file with what is said of it; `true` and `false` are numbers.
#[test]
fn regressors_are_never_left_out_or_moved_in_silence() {
    let csv = file("strict.csv", &series());
    let rows = |field: &dyn Fn(i32) -> String, n: i32| {
        let row = |t: i32| format!("{t},{}\n", field(t));
        format!("quarter,x\n{}", (0..n).map(row).collect::<String>())
    };
    let flag = |t: i32| (t * 7 % 3 == 0).to_string();
    let digit = |t: i32| u8::from(t * 7 % 3 == 0).to_string();
    let at = |wrong: &'static str| {
        move |t: i32| {
            if t == 0 {
                wrong.to_owned()
            } else {
                u8::from(t * 7 % 3 == 0).to_string()
            }
        }
    };
    let with = |name: &str, text: &str, arguments: &str| {
        let exog = file(name, text);
        hotcast(
            &format!("fit FILE --order 1,0,0 --constant mean --exog FILE {arguments}"),
            &[&csv, &exog],
        )
    };
    let flags = stdout(&with("strict-flags.csv", &rows(&flag, 48), "--json"));
    let digits = stdout(&with("strict-digits.csv", &rows(&digit, 48), "--json"));
    assert_eq!(number(&flags, "llf"), number(&digits, "llf"));
    assert!(flags.contains("\"x\""), "{flags}");
    let shifted = rows(&digit, 49).replacen("0,1\n", "", 1);
    let cases = [
        (
            "strict-na.csv",
            rows(&at("NA"), 48),
            "line 2, column `x`: `NA` is missing",
        ),
        (
            "strict-text.csv",
            rows(&at("none"), 48),
            "line 2, column `x`: `none` is not a number",
        ),
        (
            "strict-blank.csv",
            format!("x\n1\n\n{}", "0\n".repeat(46)),
            "line 3, column `x`: `` is missing",
        ),
        (
            "strict-twice.csv",
            "x,x\n".to_owned() + &"0,1\n".repeat(48),
            "more than one column `x`",
        ),
        (
            "strict-short.csv",
            rows(&digit, 47),
            "has 47 rows, 48 are needed",
        ),
        (
            "strict-long.csv",
            "x\n".to_owned() + &"0\n1\n".repeat(25),
            "has 50 rows, 48 are needed",
        ),
        (
            "strict-shifted.csv",
            shifted,
            "line 2, column `quarter`: `1` where",
        ),
    ];
    for (name, text, message) in cases {
        let output = with(name, &text, "");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {stderr}");
        assert!(
            stderr.contains(message) && stderr.contains(name),
            "{name}: {stderr}"
        );
    }
}

#[test]
fn a_forecast_refuses_the_regressors_of_the_history() {
    let csv = file("history.csv", &series());
    let rows = |n: i32| {
        format!(
            "x\n{}",
            (0..n)
                .map(|t| format!("{}\n", t * 7 % 5))
                .collect::<String>()
        )
    };
    let exog = file("history-exog.csv", &rows(48));
    let model = file("history.json", "");
    stdout(&hotcast(
        "fit FILE --order 1,0,0 --exog FILE --model FILE",
        &[&csv, &exog, &model],
    ));
    let output = hotcast("forecast FILE --horizon 6 --exog FILE", &[&model, &exog]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("has 48 rows, 6 are needed"), "{stderr}");
    assert!(
        stderr.contains("remove the rows of the history"),
        "{stderr}"
    );
}

#[test]
fn wrong_use_is_explained_with_exit_code_2() {
    let csv = file("wrong.csv", "t,value\n1,2\n2,many\n");
    let good = file("wrong-use.csv", &series());
    let model = file("wrong.json", "{\"schema_version\": 3}");
    let cases = [
        (
            "fit FILE --order 1,9,1",
            "order `d` is `9`, above the largest supported `2`",
        ),
        ("fit FILE --order 1,1", "expected 3 numbers, found 2"),
        ("fit FILE", "line 3, column `value`: `many` is not a number"),
        (
            "fit FILE --level 95",
            "a level is a number between 0 and 1, such as 0.95",
        ),
        ("fit missing.csv", "cannot read `missing.csv`"),
    ];
    for (arguments, message) in cases {
        let series = if message.contains("many") {
            &csv
        } else {
            &good
        };
        let output = hotcast(arguments, &[series]);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {stderr}");
        assert!(stderr.contains(message), "{arguments}: {stderr}");
    }
    let output = hotcast("forecast FILE", &[&model]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("schema version `3` is not supported, only `1`")
    );
}

#[test]
fn the_sum_of_a_forecast_is_that_of_the_server_and_the_page_unless_other_paths_are_asked_for() {
    let text = r#"{"schema_version":1,"method":"mean","non_negative":true,"mean":{"level":0.4,"sigma2":0.4,"nobs":90}}"#;
    let path = file("sum.json", text);
    let model = sarima::Model::from_json(text).unwrap();
    let ask = |n_paths, seed| {
        let sum = model
            .forecast_sum(0..26, &[0.9], n_paths, seed, &sarima::Exog::none())
            .unwrap();
        assert!(sum.intervals[0].lower < sum.mean && sum.mean < sum.intervals[0].upper);
        let interval = sum.intervals[0];
        (sum.mean, interval.lower, interval.upper)
    };
    for (options, expected) in [
        ("--sum", ask(sarima::SUM_PATHS, sarima::SUM_SEED)),
        ("--sum 500 --seed 9", ask(500, 9)),
    ] {
        let arguments = format!("forecast FILE --horizon 26 --level 0.9 --json {options}");
        let json = stdout(&hotcast(&arguments, &[&path]));
        let sum = json.split("\"sum\":").nth(1).unwrap();
        let said = (
            number(sum, "mean"),
            number(sum, "lower"),
            number(sum, "upper"),
        );
        assert_eq!(said, expected);
    }
    let without = stdout(&hotcast("forecast FILE --horizon 26 --json", &[&path]));
    assert!(!without.contains("\"sum\""), "{without}");
}
