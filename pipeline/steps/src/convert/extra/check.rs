//! Mistakes in `extra` that are found before any file is read.

use crate::convert::params::Convert;
use crate::convert::problem::problem;
use crate::incidents::{CATEGORY, COUNT, ID, LAT, LON, TIME};
use hotcast_runner::Problem;

/// All mistakes in the names.
pub(crate) fn problems(params: &Convert) -> Vec<Problem> {
    let fields = params.extra.fields();
    let mut found = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let same = |other: &str| field.name.eq_ignore_ascii_case(other);
        if field.name.is_empty() {
            found.push(problem("extra", "a name is empty".to_owned()));
        }
        if let Some(own) = [TIME, LON, LAT, CATEGORY, ID, COUNT]
            .into_iter()
            .find(|own| same(own))
        {
            found.push(Problem {
                field: "extra".to_owned(),
                message: format!("`{}` is the name of a column of every incident", field.name),
                hint: Some(format!(
                    "give it another name: `extra: {{ {}: {{ as: source_{own} }} }}`",
                    field.column
                )),
            });
        }
        if fields[..at].iter().any(|other| same(other.name)) {
            found.push(problem("extra", format!("`{}` is there twice", field.name)));
        }
    }
    found
}

/// The names of the columns in the source, with the parameter.
pub(crate) fn names(params: &Convert) -> Vec<(&'static str, &str)> {
    let fields = params.extra.fields();
    fields.iter().map(|field| ("extra", field.column)).collect()
}
