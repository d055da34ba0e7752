//! Columns of the source that incidents carry along.

use arrow::array::{Array, ArrayRef};
use arrow::util::display::array_value_to_string;
use hotcast_runner::Step;
use hotcast_steps::convert::{Convert, Dedupe};
use serde_json::{Value, json};

use crate::support::{Outcome, convert, convert_error, simple};

fn carrying(extra: Value) -> Convert {
    Convert {
        extra: serde_json::from_value(extra).unwrap(),
        ..simple()
    }
}

fn column<'a>(outcome: &'a Outcome, name: &str) -> &'a ArrayRef {
    outcome.table[0].column_by_name(name).unwrap()
}

fn values(outcome: &Outcome, name: &str) -> Vec<String> {
    let column = column(outcome, name);
    let value = |row| match column.is_null(row) {
        true => "null".to_owned(),
        false => array_value_to_string(column, row).unwrap(),
    };
    (0..column.len()).map(value).collect()
}

const TEXT: &str = "when,lon,lat,what,id,Arrest,District,Beat,Closed\n\
    2020-01-01,1,1,A,1,true,007,\"1,234.5\",2020-02-01 10:00\n\
    2020-01-01,1,1,A,2,N, 12.0 ,-1e3,\n\
    2020-01-01,1,1,A,3,maybe,x,,never\n";

#[test]
fn columns_are_carried_as_texts_unless_a_type_is_declared() {
    let params = carrying(json!(["arrest", "District"]));
    let outcome = convert(&params, TEXT);
    let schema = outcome.table[0].schema();
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let own = ["time", "lon", "lat", "category", "id"];
    assert_eq!(names, [&own[..], &["arrest", "District"]].concat());
    assert_eq!(values(&outcome, "arrest"), ["true", "N", "maybe"]);
    assert_eq!(values(&outcome, "District"), ["007", "12.0", "x"]);
}

#[test]
fn a_value_that_is_not_of_its_type_is_null_and_counted() {
    let params = carrying(json!({
        "Arrest": "bool",
        "District": { "type": "int", "as": "district" },
        "Beat": "float",
        "Closed": "date",
    }));
    assert!(params.check().is_empty());
    let outcome = convert(&params, TEXT);
    assert_eq!(values(&outcome, "Arrest"), ["true", "false", "null"]);
    assert_eq!(values(&outcome, "district"), ["7", "12", "null"]);
    assert_eq!(values(&outcome, "Beat"), ["1234.5", "-1000.0", "null"]);
    assert_eq!(values(&outcome, "Closed"), ["2020-02-01", "null", "null"]);
    // By the names of the columns: a blank is not unreadable.
    assert_eq!(outcome.counts.extra_unreadable, [1, 0, 1, 1]);
}

#[test]
fn rows_that_are_not_kept_do_not_count_and_leave_no_gap() {
    let row = "2020-01-01,1,1,A,1,x\n";
    let text = format!("when,lon,lat,what,id,n\n{row}{row}never,1,1,A,2,y\n2020-01-02,1,1,B,3,4\n");
    let params = Convert {
        dedupe: Dedupe::Row,
        ..carrying(json!({ "n": "int" }))
    };
    let outcome = convert(&params, &text);
    assert_eq!(values(&outcome, "n"), ["null", "4"]);
    assert_eq!(outcome.counts.extra_unreadable, [1]);
}

#[test]
fn names_that_clash_are_mistakes() {
    let said = |extra: Value| {
        let problems = carrying(extra).check();
        problems
            .into_iter()
            .map(|p| p.message)
            .collect::<Vec<String>>()
    };
    assert_eq!(
        said(json!(["ID"])),
        ["`ID` is the name of a column of every incident"]
    );
    assert!(said(json!({ "ID": { "as": "source_id" } })).is_empty());
    assert_eq!(said(json!(["a", "A"])), ["`A` is there twice"]);
    let error = convert_error(&carrying(json!(["Ward"])), TEXT.as_bytes());
    assert!(
        error.to_string().contains("no column `Ward` for `extra`"),
        "{error}"
    );
}
