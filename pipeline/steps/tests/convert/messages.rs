//! Errors that name the fault and the remedy.

use std::path::Path;

use hotcast_steps::convert::Convert;

use crate::support::{HEADER, convert_error, file_error, simple};

#[test]
fn a_missing_column_is_an_error_that_names_the_choice() {
    let error = convert_error(&simple(), b"wehn,lon,lat,what,id\n");
    assert_eq!(
        error.to_string(),
        "a.csv: line 1: no column `when` for `columns.time`; \
         the columns are `wehn`, `lon`, `lat`, `what`, `id`"
    );
    assert_eq!(error.hint().unwrap(), "did you mean `wehn`?");
}

#[test]
fn a_file_of_which_most_rows_are_malformed_is_an_error_with_a_remedy() {
    let params = Convert {
        max_reject_share: 0.5,
        ..simple()
    };
    let text = format!(
        "{HEADER}2020-01-01,1,1,A,1\n01/31/2020 11:45:00 PM,1,1,A,1\n\
            02/01/2020 11:45:00 PM,1,1,A,1\n"
    );
    let error = convert_error(&params, text.as_bytes());
    assert_eq!(
        error.to_string(),
        "a.csv: line 3, field `when`: 2 of 3 rows are malformed, \
         mostly by unparsable_time: `01/31/2020 11:45:00 PM`, expected `iso`"
    );
    assert_eq!(
        error.hint().unwrap(),
        "`time_format: [\"iso\", \"%m/%d/%Y %I:%M:%S %p\"]` fits all 3 values; \
         or raise `max_reject_share`, now 0.5"
    );
}

#[test]
fn an_unreadable_path_is_an_error_that_names_it() {
    let error = file_error(Path::new("/does/not/exist.csv"), "data/x.csv", false);
    assert!(
        error
            .to_string()
            .starts_with("data/x.csv: cannot be read: "),
        "{error}"
    );
}
