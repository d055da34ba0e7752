//! The values of the columns that rules read, counted in all files.

use super::rule::{Rule, rules};
use crate::convert::encoding::Charset;
use crate::convert::error::ConvertError;
use crate::convert::params::Convert;
use crate::convert::source;
use crate::convert::source_file::SourceFile;
use crate::convert::walk::walk;
use crate::matching::SeenValues;

/// The values of each rule's column in all rows of all files, in the order of the rules. `None` if
/// `cancelled`.
///
/// This reads the files again, which only a warning or an error is worth.
pub(super) fn census(
    files: &[SourceFile],
    params: &Convert,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<SeenValues>> {
    let rules: Vec<Rule<'_>> = rules(params).collect();
    let mut seen = vec![SeenValues::default(); rules.len()];
    let charset = Charset::new(&params.encoding).unwrap_or(Charset::Auto);
    for file in files {
        let read = source::each_member(file, params.entries.as_ref(), &mut |member| {
            walk(
                member,
                params,
                cancelled,
                &|header| {
                    let at = rules.iter();
                    let at = at.map(|rule| header.position(rule.option(), rule.column));
                    at.collect::<Result<Vec<usize>, _>>().map(Some)
                },
                &mut |columns, _, row| {
                    for (&at, seen) in columns.iter().zip(&mut seen) {
                        if let Some(value) = charset.decode(&row.value(at)) {
                            seen.add(&value, 1);
                        }
                    }
                },
            )
        });
        // Other faults of a file have been reported when it was converted.
        if matches!(read, Err(ConvertError::Cancelled)) {
            return None;
        }
    }
    Some(seen)
}
