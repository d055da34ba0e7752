//! Rows that are faulty in themselves, and the share of them that is worth reporting.

/// A larger share of malformed rows is reported in the summary, in the report and on the page.
pub(crate) const NOTABLE_SHARE: f64 = 0.05;

/// Reasons of rows that are left out on request.
const ON_REQUEST: [&str; 4] = [
    "outside_bbox",
    "outside_polygon",
    "outside_period",
    "duplicate",
];

/// `true` if a row that is rejected for this reason is faulty in itself.
pub(crate) fn is_malformed(reason: &str) -> bool {
    !ON_REQUEST.contains(&reason)
}

/// `true` if the share of malformed rows is worth reporting.
pub(crate) fn is_notable(malformed: u64, rows: u64) -> bool {
    malformed as f64 > NOTABLE_SHARE * rows as f64
}
