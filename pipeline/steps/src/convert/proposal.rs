//! The formats to propose for a column, from a survey of the candidates that fit its values.

use std::collections::BTreeSet;

use super::candidates::{Candidate, Set};
use super::survey::{Example, Survey};
use super::timestamp::DateOrder;

/// A smaller share of the values that tell the order of day and month is taken for slips.
const SLIPS: f64 = 0.01;

/// The formats that follow from the values.
pub(crate) enum Proposal {
    /// One format or list of formats, and how many values it reads.
    One(Formats),
    /// Several orders of day, month and year that fit equally.
    Unknown(Vec<Formats>),
    /// Values that need different orders: one for each of two.
    Mixed(Example, Example),
    /// No known format fits.
    Nothing,
}

/// Formats that together read `values` values.
pub(crate) struct Formats {
    pub(crate) names: Vec<String>,
    pub(crate) values: u64,
    /// `true` if the workflow has these and no other formats.
    pub(crate) current: bool,
}

/// The order of numbers around one separator, as far as the values tell it.
enum Family<'a> {
    Known(DateOrder),
    Either(Vec<DateOrder>),
    Mixed(&'a Example, &'a Example),
}

/// Proposes the fewest formats that read all values that any candidate reads, with one order for
/// each separator.
pub(crate) fn propose(survey: &Survey, candidates: &[Candidate]) -> Proposal {
    let set = |wanted: &dyn Fn(&Candidate) -> bool| -> Set {
        let numbered = candidates.iter().enumerate();
        numbered
            .filter(|(_, candidate)| wanted(candidate))
            .fold(0, |set, (at, _)| set | 1 << at)
    };
    let mut allowed = set(&|candidate| candidate.order.is_none());
    let mut open: Vec<(Option<u8>, Vec<DateOrder>)> = Vec::new();
    let of = |order, separator| set(&|c: &Candidate| c.order == Some((order, separator)));
    let separators: BTreeSet<Option<u8>> = candidates
        .iter()
        .filter_map(|c| c.order.map(|(_, separator)| separator))
        .collect();
    for separator in separators {
        let sets = [
            DateOrder::DayMonthYear,
            DateOrder::MonthDayYear,
            DateOrder::YearMonthDay,
        ]
        .map(|order| (order, of(order, separator)));
        match family(survey, allowed, &sets) {
            None => {}
            Some(Family::Known(order)) => allowed |= of(order, separator),
            Some(Family::Either(orders)) => open.push((separator, orders)),
            Some(Family::Mixed(one, other)) => {
                return Proposal::Mixed(one.clone(), other.clone());
            }
        }
    }
    let Some((_, orders)) = open.first() else {
        let found = cover(survey, candidates, allowed);
        return match found.values {
            0 => Proposal::Nothing,
            _ => Proposal::One(found),
        };
    };
    // A source that has one separator day first has the others so, too, where that fits.
    let with = |order: &DateOrder| {
        let allowed = open.iter().fold(allowed, |allowed, (separator, possible)| {
            let order = if possible.contains(order) {
                *order
            } else {
                possible[0]
            };
            allowed | of(order, *separator)
        });
        cover(survey, candidates, allowed)
    };
    Proposal::Unknown(orders.iter().map(with).collect())
}

/// The order that follows from the values that only formats with an order fit; `None` without such
/// values. `sets` has the candidates of each order.
fn family<'a>(
    survey: &'a Survey,
    neutral: Set,
    sets: &[(DateOrder, Set); 3],
) -> Option<Family<'a>> {
    let any = sets.iter().fold(0, |all, (_, set)| all | set);
    let values = || {
        let fits = survey.fits.iter();
        fits.filter(move |(fit, _)| **fit & any != 0 && **fit & neutral == 0)
    };
    let total: u64 = values().map(|(_, (n, _))| n).sum();
    // Values that do not fit an order, and the first of them.
    let against = |set: Set| {
        let misfits = || values().filter(move |(fit, _)| **fit & set == 0);
        let n: u64 = misfits().map(|(_, (n, _))| n).sum();
        (n, misfits().map(|(_, (_, example))| example).next())
    };
    if total == 0 {
        return None;
    }
    let mut orders: Vec<(DateOrder, u64, Option<&Example>)> = sets
        .iter()
        .filter(|(_, set)| values().any(|(fit, _)| fit & set != 0))
        .map(|&(order, set)| {
            let (n, example) = against(set);
            (order, n, example)
        })
        .collect();
    let fitting: Vec<DateOrder> = orders
        .iter()
        .filter(|(_, misfits, _)| *misfits == 0)
        .map(|(order, ..)| *order)
        .collect();
    match fitting[..] {
        [order] => return Some(Family::Known(order)),
        [] => {}
        _ => return Some(Family::Either(fitting)),
    }
    orders.sort_by_key(|(_, misfits, _)| *misfits);
    match orders[..] {
        [(order, few, Some(one)), (_, many, Some(other)), ..] => {
            // Only the values that fit one of the two tell them apart.
            if (few as f64) < SLIPS * (few + many) as f64 {
                Some(Family::Known(order))
            } else {
                Some(Family::Mixed(one, other))
            }
        }
        [(order, ..), ..] => Some(Family::Known(order)),
        [] => None,
    }
}

/// The fewest of the allowed candidates that read all values that these can read, by the greedy
/// algorithm for set cover (Chvátal 1979): always the one that reads most of what is left.
fn cover(survey: &Survey, candidates: &[Candidate], allowed: Set) -> Formats {
    let mut left: Vec<(Set, u64)> = survey
        .fits
        .iter()
        .map(|(fits, (n, _))| (fits & allowed, *n))
        .filter(|(fits, _)| *fits != 0)
        .collect();
    let values = left.iter().map(|(_, n)| n).sum();
    let mut chosen: Vec<usize> = Vec::new();
    while !left.is_empty() {
        let reads = |at: usize| -> u64 {
            let fits = left.iter().filter(|(fits, _)| fits >> at & 1 == 1);
            fits.map(|(_, n)| n).sum()
        };
        // Of equals the first: the workflow's own, then the more common one.
        let best = (0..candidates.len())
            .rev()
            .max_by_key(|&at| reads(at))
            .unwrap_or_default();
        chosen.push(best);
        left.retain(|(fits, _)| fits >> best & 1 == 0);
    }
    chosen.sort_unstable();
    let now = candidates.iter().filter(|c| c.current).count();
    Formats {
        current: chosen.len() == now && chosen.iter().all(|&at| candidates[at].current),
        names: chosen
            .into_iter()
            .map(|at| candidates[at].name.clone())
            .collect(),
        values,
    }
}
