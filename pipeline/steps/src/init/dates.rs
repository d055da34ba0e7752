//! The formats of dates and clocks, from every value of the samples.

use super::column::{Formats, null_of};
use super::group::Group;
use super::question::{Answer, Choice, Question, ask};
use super::rows::each_row;
use super::sample::Sample;
use crate::convert::{Candidate, Proposal, Survey, Surveyor, Target, TimeFormat, propose};

/// The order of day, month and year in dates that do not show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Month, day, year, as in the United States.
    Mdy,
    /// Day, month, year.
    Dmy,
    /// Year, month, day.
    Ymd,
}

/// Formats that read a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) names: Vec<String>,
    /// Values that were looked at, and those that the formats read.
    pub(super) values: u64,
    pub(super) read: u64,
    /// A sentence about what the values do not tell.
    pub(super) doubt: Option<String>,
    pub(super) guessed: bool,
}

/// Countries whose dates begin with the month.
const MONTH_FIRST: [&str; 4] = ["US", "PH", "FM", "MH"];

/// The formats of the date column.
pub(super) fn of_dates(
    samples: &[Sample],
    groups: &[Group<'_>],
    formats: &Formats,
    order: Option<DateOrder>,
    country: Option<&str>,
    who: &mut dyn Answer,
) -> Found {
    let survey = survey(samples, groups, &formats.dates, Target::Date);
    let found = |names: Vec<String>, doubt: Option<String>, guessed: bool| Found {
        read: read_by(&survey, &formats.dates, &names),
        values: survey.values,
        names,
        doubt,
        guessed,
    };
    match propose(&survey, &formats.dates) {
        Proposal::One(one) => found(one.names, None, false),
        Proposal::Nothing => found(Vec::new(), None, false),
        Proposal::Mixed(one, other) => {
            let names = [&one, &other].map(|example| {
                let fits =
                    |candidate: &&Candidate| candidate.fits(example.value.as_bytes(), Target::Date);
                formats
                    .dates
                    .iter()
                    .find(fits)
                    .map(|candidate| candidate.name.clone())
            });
            let doubt = format!(
                "day and month come in two orders, as in `{}` and `{}`; dates that fit both are rejected",
                one.value, other.value
            );
            let mut names: Vec<String> = names.into_iter().flatten().collect();
            names.dedup();
            found(names, Some(doubt), true)
        }
        Proposal::Unknown(mut ways) => {
            let wanted = order.or_else(|| {
                let country = country?;
                Some(if MONTH_FIRST.contains(&country) {
                    DateOrder::Mdy
                } else {
                    DateOrder::Dmy
                })
            });
            // The likeliest first.
            ways.sort_by_key(|way| Some(order_of(&way.names)) != wanted.map(Some));
            let known = order.is_some_and(|order| {
                ways.first().and_then(|way| order_of(&way.names)) == Some(order)
            });
            let question = Question {
                text: "The values do not tell the order of day and month. Which is it?".to_owned(),
                choices: ways
                    .iter()
                    .map(|way| Choice {
                        label: way.names.join(", "),
                        examples: examples(&survey),
                    })
                    .collect(),
            };
            let answer = match known {
                true => super::question::Answered {
                    at: 0,
                    guessed: false,
                },
                false => ask(who, &question),
            };
            let others: Vec<String> = ways.iter().map(|way| way.names.join(", ")).collect();
            let doubt = answer.guessed.then(|| {
                format!(
                    "the values fit each of {}: --date-order mdy, dmy or ymd decides",
                    others.join(" and ")
                )
            });
            let names = ways.swap_remove(answer.at).names;
            found(names, doubt, answer.guessed)
        }
    }
}

/// The formats of the clock column, and `true` if they do not read all clocks.
pub(super) fn of_clocks(
    samples: &[Sample],
    groups: &[Group<'_>],
    formats: &Formats,
) -> (Vec<String>, bool) {
    let survey = survey(samples, groups, &formats.clocks, Target::Clock);
    let names = match propose(&survey, &formats.clocks) {
        Proposal::One(found) => found.names,
        Proposal::Unknown(mut ways) if !ways.is_empty() => ways.swap_remove(0).names,
        Proposal::Unknown(_) | Proposal::Mixed(..) | Proposal::Nothing => Vec::new(),
    };
    let unread = read_by(&survey, &formats.clocks, &names) < survey.values;
    (names, unread)
}

/// All values of the column in the samples, by the formats that fit them.
fn survey(
    samples: &[Sample],
    groups: &[Group<'_>],
    candidates: &[Candidate],
    target: Target,
) -> Survey {
    let mut surveyor = Surveyor::new(candidates, target);
    for group in groups {
        let times = &group.roles.times;
        let column = match target {
            Target::Date => times.date,
            Target::Clock => times.clock,
        };
        let Some(column) = column else { continue };
        for &at in &group.members {
            let mut line = 0;
            each_row(&samples[at], &group.form, 1, &mut |value| {
                line += 1;
                let value = value(column);
                if !value.is_empty() && null_of(&value).is_none() {
                    surveyor.take(&samples[at].label, line, &value);
                }
            });
        }
    }
    surveyor.survey
}

/// The values that these formats read.
fn read_by(survey: &Survey, candidates: &[Candidate], names: &[String]) -> u64 {
    let chosen = (candidates.iter().enumerate())
        .filter(|(_, candidate)| names.contains(&candidate.name))
        .fold(0_u128, |set, (at, _)| set | 1 << at);
    let read = survey.fits.iter().filter(|(fits, _)| **fits & chosen != 0);
    read.map(|(_, (n, _))| n).sum()
}

fn order_of(names: &[String]) -> Option<DateOrder> {
    use crate::convert::DateOrder as Of;
    let format = names
        .iter()
        .find_map(|name| TimeFormat::date(name).ok()?.date_order());
    format.map(|(order, _)| match order {
        Of::MonthDayYear => DateOrder::Mdy,
        Of::DayMonthYear => DateOrder::Dmy,
        Of::YearMonthDay => DateOrder::Ymd,
    })
}

fn examples(survey: &Survey) -> Vec<String> {
    let mut values: Vec<String> = survey.fits.values().map(|(_, e)| e.value.clone()).collect();
    values.truncate(3);
    values
}
