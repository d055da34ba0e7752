//! The columns of category and id.

use super::column::Column;

const CRIME: &[&str] = &[
    "crime",
    "crimes",
    "offense",
    "offence",
    "offenses",
    "ofns",
    "off",
    "crm",
    "incident",
    "mci",
    "delito",
    "straftat",
    "delikt",
    "infraction",
    "call",
    "nature",
    "problem",
    "event",
    "charge",
    "violation",
    "complaint",
    "accident",
    "collision",
    "request",
    "service",
];
const KIND: &[&str] = &[
    "type",
    "category",
    "class",
    "group",
    "kind",
    "gen",
    "general",
    "primary",
    "tipo",
    "categoria",
    "categoría",
    "art",
    "kategorie",
    "categorie",
    "catégorie",
    "offgen",
    "topic",
    "subject",
];
const TEXT: &[&str] = &["desc", "description", "text", "name", "title"];
const CODE: &[&str] = &[
    "code", "cd", "id", "no", "num", "number", "ucr", "nibrs", "iucr", "fbi",
];
const OTHER: &[&str] = &[
    "location",
    "loc",
    "premise",
    "premises",
    "premis",
    "prem",
    "weapon",
    "vic",
    "victim",
    "susp",
    "suspect",
    "status",
    "outcome",
    "area",
    "boro",
    "borough",
    "district",
    "ward",
    "beat",
    "neighborhood",
    "neighbourhood",
    "street",
    "block",
    "address",
    "agency",
    "sub",
    "subcategory",
    "secondary",
    "day",
    "month",
    "year",
    "hour",
    "race",
    "sex",
    "age",
    "season",
    "zip",
    "city",
    "state",
    "resolution",
    "division",
    "precinct",
    "sector",
    "zone",
    "county",
    "lsoa",
    "reported",
    "falls",
    "context",
    "source",
    "method",
    "attempt",
    "domestic",
    "arrest",
    "unit",
];
const ID: &[&str] = &[
    "id",
    "number",
    "num",
    "no",
    "nr",
    "objectid",
    "recordid",
    "key",
    "reference",
    "ref",
    "uuid",
    "guid",
    "serial",
    "casenumber",
    "dr",
    "index",
    "fid",
    "incidentid",
    "record",
];
const OWN_ID: &[&str] = &[
    "case",
    "incident",
    "complaint",
    "cmplnt",
    "crime",
    "event",
    "report",
    "dr",
    "dc",
    "dispatch",
    "call",
];

/// Columns whose worth differs by no more are as likely.
const AS_LIKELY: f64 = 1.5;

/// The likeliest column of the category, and those that are as likely.
pub(super) fn categories(columns: &[Column<'_>], taken: &[usize]) -> Vec<usize> {
    let mut found: Vec<(usize, f64)> = (columns.iter().enumerate())
        .filter(|(at, _)| !taken.contains(at))
        .map(|(at, column)| (at, category_worth(column)))
        .filter(|(_, worth)| *worth >= 4.0)
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let best = found.first().map_or(0.0, |(_, worth)| *worth);
    let as_likely = found
        .into_iter()
        .filter(|(_, worth)| *worth >= best - AS_LIKELY);
    as_likely.map(|(at, _)| at).collect()
}

fn category_worth(column: &Column<'_>) -> f64 {
    let of = |words: &[&str], points: f64| if column.is_called(words) { points } else { 0.0 };
    let by_name = of(CRIME, 3.0) + of(KIND, 3.0) + of(TEXT, 1.0) + of(OTHER, -6.0) + of(CODE, -2.0);
    // A sample is small where the file is: every value of ten rows may be another.
    let by_number = match column.counts.len() {
        _ if column.overflows => -10.0,
        0 | 1 => -10.0,
        _ if column.rows() > 50 && column.distinct_share() > 0.5 => -10.0,
        2..=4 => 0.0,
        5..=8 => 2.0,
        9..=80 => 3.0,
        81..=300 => 1.0,
        301..=1000 => -1.0,
        _ => -5.0,
    };
    let texts = column.counts.keys().filter(|value| {
        value.iter().filter(|b| b.is_ascii_alphabetic()).count() * 2 > value.len()
            || value.iter().any(|b| !b.is_ascii())
    });
    let by_text = match texts.count() * 10 >= column.counts.len() * 8 {
        true => 2.0,
        false => -3.0,
    };
    by_name + by_number + by_text + if column.filled() < 0.5 { -6.0 } else { 0.0 }
}

/// The column of the id.
pub(super) fn id(columns: &[Column<'_>], taken: &[usize]) -> Option<usize> {
    let worth = |column: &Column<'_>| {
        let named = f64::from(u8::from(column.is_called(ID)));
        let own = f64::from(u8::from(column.is_called(OWN_ID)));
        let likely = named > 0.0 && column.distinct_share() > 0.8 && column.filled() > 0.3;
        let fraction = column.numbers[0].fractions > 0;
        (likely && !fraction).then(|| named + own + 3.0 * column.filled())
    };
    let rated = (columns.iter().enumerate())
        .filter(|(at, _)| !taken.contains(at))
        .filter_map(|(at, column)| Some((at, worth(column)?)));
    rated
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(at, _)| at)
}
