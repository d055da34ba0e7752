//! Mistakes in `columns` that can be found without the tables.

use std::collections::BTreeSet;

use super::params::Columns;
use hotcast_runner::Problem;
use sarima::EXPOSURE;

/// The names of the regressors that follow from the calendar.
const OF_CALENDAR: [&str; 2] = ["holidays", "days"];

/// Every mistake in the names of the columns.
pub(in crate::train) fn check(columns: &Columns) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |message: String, hint: &str| {
        problems.push(Problem {
            field: "exog".to_owned(),
            message,
            hint: Some(hint.to_owned()),
        });
    };
    let tables = columns.tables();
    if tables.is_empty() {
        problem(
            "`columns` names no table".to_owned(),
            "leave it out, or name a table",
        );
    }
    let mut seen = BTreeSet::new();
    for (_, table) in tables {
        let names = table.columns();
        if names.is_empty() {
            problem(
                "`values` names no column".to_owned(),
                "for example `values: [tmax, rain]`",
            );
        }
        for (name, _) in names {
            if OF_CALENDAR.contains(&name) {
                problem(
                    format!("`{name}` is the name of a regressor that follows from the calendar"),
                    "rename the column; holidays of one's own are `holiday_files` of `series`",
                );
            } else if name == EXPOSURE {
                problem(
                    format!("`{name}` is the name of what `counts` learns from all hotspots"),
                    "rename the column",
                );
            } else if name == table.date {
                problem(
                    format!("`{name}` is the column of dates, not of numbers"),
                    "leave it out of `values`",
                );
            } else if !seen.insert(name.to_owned()) {
                problem(
                    format!("two columns have the name `{name}`"),
                    "name each regressor once, or rename a column in its table",
                );
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_not_those_of_the_calendar() {
        let found = |yaml: serde_json::Value| {
            let columns: Columns = serde_json::from_value(yaml).unwrap();
            let problems = check(&columns).into_iter();
            problems.map(|p| p.message).collect::<Vec<_>>()
        };
        let table =
            |values: &[&str]| serde_json::json!({ "from": "w", "date": "d", "values": values });
        assert!(found(table(&["tmax", "rain"])).is_empty());
        for (values, part) in [
            (&["tmax", "tmax"][..], "two columns"),
            (&["holidays"], "calendar"),
            (&["days"], "calendar"),
            (&["exposure"], "learns from all hotspots"),
            (&["d"], "column of dates"),
            (&[], "names no column"),
        ] {
            let problems = found(table(values));
            assert!(
                problems.len() == 1 && problems[0].contains(part),
                "{problems:?}"
            );
        }
        let both = serde_json::json!([table(&["rain"]), table(&["rain"])]);
        assert_eq!(found(both), ["two columns have the name `rain`"]);
    }
}
