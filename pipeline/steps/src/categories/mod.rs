//! The parameters `categories` and `exclude_categories` of the steps that count incidents.

use std::collections::BTreeMap;

use crate::matching::{CategoryFilter, Matcher, Mistake, SeenValues, Values, mistakes, unmatched};
use crate::scan::{Scan, ScanError, ScannedColumns};
use hotcast_runner::{Context, Hint, Problem};

/// The name of the count of rows that are left out.
const FILTERED: &str = "filtered.categories";

/// The categories that a step asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Categories<'a> {
    pub(crate) only: Option<&'a Values>,
    pub(crate) except: Option<&'a Values>,
}

/// The categories that count, and the rows that have them.
pub(crate) struct Chosen {
    pub(crate) filter: CategoryFilter,
    pub(crate) rows: u64,
}

impl Categories<'_> {
    /// Mistakes that are found before anything runs.
    pub(crate) fn problems(self) -> Vec<Problem> {
        let found = mistakes(self.only, self.except, "categories");
        let problem = |mistake: Mistake| {
            let field = if mistake.in_drop {
                "exclude_categories"
            } else {
                "categories"
            };
            problem(field, mistake)
        };
        found.into_iter().map(problem).collect()
    }

    /// Looks the categories up among the incidents and accounts for the rows. `None` if all count.
    ///
    /// # Errors
    /// If no row has one of the categories, or the incidents cannot be read.
    pub(crate) fn choose(self, scan: Scan<'_>, ctx: &Context) -> anyhow::Result<Option<Chosen>> {
        let Some(filter) = CategoryFilter::new(self.only, self.except) else {
            return Ok(None);
        };
        let by_name = rows_by_category(scan)?;
        let seen = seen(&by_name);
        let all: u64 = by_name.values().sum();
        let admitted = by_name.iter().filter(|(name, _)| filter.admits(name));
        let rows: u64 = admitted.map(|(_, rows)| rows).sum();
        let missing: Vec<String> = [self.only, self.except]
            .into_iter()
            .flatten()
            .flat_map(|values| never(values, &seen))
            .collect();
        if rows == 0 && all > 0 {
            let hint = missing.first().map_or_else(
                || "look at `categories` and `exclude_categories`".to_owned(),
                |said| said.trim_start_matches("warning: ").to_owned(),
            );
            let message = format!(
                "none of {all} incidents is of the `categories` that count; {}",
                seen.frequent()
            );
            return Err(Hint::new(message, hint).into());
        }
        missing.into_iter().for_each(|said| ctx.finding(said));
        ctx.finding(format!(
            "{} of {all} rows are of other categories and left out",
            all - rows
        ));
        ctx.count(FILTERED, all - rows);
        Ok(Some(Chosen { filter, rows }))
    }
}

/// Mistakes in a list of categories that stands alone, found before anything runs.
pub(crate) fn list_problems(field: &'static str, values: &Values) -> Vec<Problem> {
    let found = mistakes(Some(values), None, &format!("`{field}`"));
    let problem = |mistake| problem(field, mistake);
    found.into_iter().map(problem).collect()
}

fn problem(field: &str, mistake: Mistake) -> Problem {
    Problem {
        field: field.to_owned(),
        message: mistake.message,
        hint: Some(mistake.hint.to_owned()),
    }
}

/// Sentences about names of a list that no incident of a scan has.
///
/// # Errors
/// If the incidents cannot be read.
pub(crate) fn never_seen(values: &Values, scan: Scan<'_>) -> Result<Vec<String>, ScanError> {
    Ok(never(values, &seen(&rows_by_category(scan)?)))
}

fn seen(by_name: &BTreeMap<String, u64>) -> SeenValues {
    let mut seen = SeenValues::default();
    by_name
        .iter()
        .for_each(|(name, &rows)| seen.add(name, rows));
    seen
}

/// Sentences about names that no incident has.
fn never(values: &Values, seen: &SeenValues) -> Vec<String> {
    let matcher = Matcher::new(values);
    let mut matched = vec![false; matcher.len()];
    seen.each(|name| {
        matcher.matches(name.as_bytes(), &mut matched);
    });
    let texts = values.texts().zip(matched).filter(|(_, matched)| !matched);
    texts
        .map(|(text, _)| unmatched("category", text, seen))
        .collect()
}

/// The number of rows of each category, from a pass that reads nothing else; rows without one are
/// under `""`.
fn rows_by_category(scan: Scan<'_>) -> Result<BTreeMap<String, u64>, ScanError> {
    let columns = ScannedColumns {
        category: true,
        ..ScannedColumns::default()
    };
    let states = scan.fold(
        columns,
        BTreeMap::new,
        |sums: &mut BTreeMap<String, u64>, rows| {
            let names: Vec<&str> = rows
                .categories()
                .map_or(Vec::new(), |c| c.names().collect());
            let mut counts = vec![0; names.len()];
            let mut blank = 0;
            for row in 0..rows.len() {
                match rows.categories().and_then(|c| c.code(row)) {
                    Some(code) => counts[code] += 1,
                    None => blank += 1,
                }
            }
            let named = names.into_iter().zip(counts).chain([("", blank)]);
            for (name, n) in named.filter(|(_, n)| *n > 0) {
                match sums.get_mut(name) {
                    Some(sum) => *sum += n,
                    None => drop(sums.insert(name.to_owned(), n)),
                }
            }
        },
    )?;
    let mut all = BTreeMap::new();
    for (name, n) in states.into_iter().flatten() {
        *all.entry(name).or_default() += n;
    }
    Ok(all)
}
