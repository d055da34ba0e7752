//! The columns of `convert`, from the roles in each group of files.

use super::column::Column;
use super::draft::one_or_many;
use super::error::InitError;
use super::form::Form;
use super::group::{Group, Roles};
use super::places::Where;
use super::question::{Answer, Choice, Question, ask};
use super::sample::Sample;
use crate::convert::{Columns, Convert, DELIMITERS, Decimal, Dialect, NullTexts, OneOrMany};
use crate::word::Word;

/// The mapped columns, and what is said of them.
pub(super) struct Mapping {
    pub(super) columns: Columns,
    /// Parameters by name that a person should look at, and why.
    pub(super) guesses: Vec<(&'static str, String)>,
    /// The names of the columns in files without a header.
    pub(super) header: Option<Vec<String>>,
    /// Texts of the mapped columns that stand for a blank.
    pub(super) nulls: Vec<&'static str>,
    /// The column of the id.
    pub(super) id: Option<String>,
    /// The most frequent categories.
    pub(super) categories: Vec<String>,
}

/// Chooses the columns; asks where several are as likely.
pub(super) fn map_columns(
    samples: &[Sample],
    groups: &[Group<'_>],
    who: &mut dyn Answer,
) -> Result<Mapping, InitError> {
    let first = &groups[0];
    for other in &groups[1..] {
        if let Some(what) = difference(first, other) {
            let label = |group: &Group<'_>| samples[group.members[0]].label.clone();
            return Err(InitError::Differ {
                first: label(first),
                other: label(other),
                what,
            });
        }
    }
    let mut guesses = Vec::new();
    let date = first
        .roles
        .times
        .date
        .map(|at| choose_date(first, at, who, &mut guesses));
    let category = choose_category(first, who, &mut guesses);
    let header = (!first.form.has_header).then(|| header(first, date, category));
    let name_of = |group: &Group<'_>, at: usize| match &header {
        Some(names) => names[at].clone(),
        None => group.columns[at].name.clone(),
    };
    // Each group's name for a role, without repetitions.
    let mapped = |role: &dyn Fn(&Group<'_>) -> Option<usize>| -> Option<OneOrMany> {
        let mut names: Vec<String> = Vec::new();
        for group in groups {
            let name = name_of(group, role(group)?);
            if !names
                .iter()
                .any(|n| n.trim().eq_ignore_ascii_case(name.trim()))
            {
                names.push(name);
            }
        }
        Some(one_or_many(names))
    };
    let date_of = |group: &Group<'_>| -> Option<usize> {
        // The same name in another group, or what is likeliest there.
        let wanted = &first.columns.get(date?)?.name;
        let same = group
            .columns
            .iter()
            .position(|column| column.name == *wanted);
        same.or(group.roles.times.date)
    };
    let category_of = |group: &Group<'_>| -> Option<usize> {
        let wanted = &first.columns.get(category?)?.name;
        let same = group
            .columns
            .iter()
            .position(|column| column.name == *wanted);
        same.or_else(|| group.roles.categories.first().copied())
    };
    let part = |nth: usize| mapped(&|group| group.roles.times.parts[nth]);
    let whole = mapped(&date_of);
    let clock = mapped(&|group| group.roles.times.clock);
    let (time, date_column) = match clock {
        Some(_) => (None, whole),
        None => (whole, None),
    };
    let place = |pick: &dyn Fn(&Roles) -> Option<usize>| mapped(&|group| pick(&group.roles));
    let plane = |axis: usize| {
        place(&|roles| match (roles.places.stated, roles.places.beside) {
            (Where::Plane { x, y }, _) | (_, Some((x, y))) => Some([x, y][axis]),
            _ => None,
        })
    };
    let columns = Columns {
        time,
        date: date_column,
        clock,
        year: part(0),
        month: part(1),
        day: part(2),
        hour: part(3),
        minute: part(4),
        lon: place(&|roles| match roles.places.stated {
            Where::Degrees { lon, .. } => Some(lon),
            _ => None,
        }),
        lat: place(&|roles| match roles.places.stated {
            Where::Degrees { lat, .. } => Some(lat),
            _ => None,
        }),
        point: place(&|roles| match roles.places.stated {
            Where::Point(at) => Some(at),
            _ => None,
        }),
        x: plane(0),
        y: plane(1),
        category: mapped(&category_of),
        id: mapped(&|group| group.roles.id),
        count: None,
    };
    Ok(Mapping {
        nulls: nulls(groups, &columns),
        columns,
        guesses,
        id: first.roles.id.map(|at| name_of(first, at)),
        header: header.clone(),
        categories: category.map_or_else(Vec::new, |at| first.columns[at].examples(5)),
    })
}

impl Mapping {
    /// Sets the parameters of the form, where `convert` would not find it by itself.
    pub(super) fn form(&self, form: &Form, samples: &[Sample], params: &mut Convert) {
        params.skip_rows = form.skip_rows as u64;
        params.comment = form.comment.map(char::from);
        params.escape = form.escape.map(char::from);
        params.header = self.header.clone();
        params.nulls = NullTexts(
            self.nulls
                .iter()
                .map(|&null| Word(null.to_owned()))
                .collect(),
        );
        let finds_itself = samples.iter().all(|sample| {
            let Ok(dialect) = Dialect::new(params) else {
                return false;
            };
            let start = sample.pieces.first().map_or(&[][..], Vec::as_slice);
            let below = after_lines(start, form);
            dialect.delimiter(below, form.newline) == form.delimiter
        });
        if !finds_itself || !DELIMITERS.contains(&form.delimiter) {
            params.delimiter = match form.delimiter {
                b'\t' => "tab".to_owned(),
                other => char::from(other).to_string(),
            };
        }
    }
}

/// The text from the first line that is not passed over.
fn after_lines<'a>(start: &'a [u8], form: &Form) -> &'a [u8] {
    let mut lines = start
        .split_inclusive(|&byte| byte == form.newline)
        .skip(form.skip_rows);
    let skipped: usize = lines
        .by_ref()
        .take_while(|line| {
            line.trim_ascii().is_empty()
                || (form.comment.is_some() && line.first().copied() == form.comment)
        })
        .map(<[u8]>::len)
        .sum();
    let before: usize = start
        .split_inclusive(|&byte| byte == form.newline)
        .take(form.skip_rows)
        .map(<[u8]>::len)
        .sum();
    &start[(before + skipped).min(start.len())..]
}

/// The texts that stand for a blank in the mapped columns.
fn nulls(groups: &[Group<'_>], mapped: &Columns) -> Vec<&'static str> {
    let names: Vec<&String> = mapped.alternatives().flatten().collect();
    let is_mapped = |column: &&Column<'_>| names.contains(&&column.name);
    let mut found: Vec<&'static str> = groups
        .iter()
        .flat_map(|group| group.columns.iter().filter(is_mapped))
        .flat_map(|column| column.nulls.iter().copied())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What keeps one step from reading both groups.
fn difference(a: &Group<'_>, b: &Group<'_>) -> Option<&'static str> {
    let (form, other) = (&a.form, &b.form);
    if form.has_header != other.has_header {
        return Some("having a header");
    }
    if !form.has_header && form.fields != other.fields {
        return Some("the number of columns");
    }
    if (form.escape, form.comment, form.skip_rows) != (other.escape, other.comment, other.skip_rows)
    {
        return Some("the lines above the header, comments or escapes");
    }
    let (times, others) = (&a.roles.times, &b.roles.times);
    if times.date.is_some() != others.date.is_some()
        || times.clock.is_some() != others.clock.is_some()
    {
        return Some("the columns of the time");
    }
    let kind = |roles: &Roles| std::mem::discriminant(&roles.places.stated);
    if kind(&a.roles) != kind(&b.roles) || a.roles.places.mark != b.roles.places.mark {
        return Some("the columns of the place");
    }
    None
}

fn choose_date(
    group: &Group<'_>,
    likeliest: usize,
    who: &mut dyn Answer,
    guesses: &mut Vec<(&'static str, String)>,
) -> usize {
    let all: Vec<usize> = std::iter::once(likeliest)
        .chain(group.roles.times.rivals.iter().copied())
        .collect();
    let question = Question {
        text: "Several columns have dates. Which one is when it happened?".to_owned(),
        choices: choices(group, &all),
    };
    let answer = ask(who, &question);
    if answer.guessed {
        let others = labels(group, &all[1..]);
        guesses.push(("time", format!("{others} would do as well")));
    }
    all[answer.at]
}

fn choose_category(
    group: &Group<'_>,
    who: &mut dyn Answer,
    guesses: &mut Vec<(&'static str, String)>,
) -> Option<usize> {
    let all: Vec<usize> = group.roles.categories.iter().take(5).copied().collect();
    let question = Question {
        text: "Which column is the category?".to_owned(),
        choices: choices(group, &all),
    };
    let answer = ask(who, &question);
    if answer.guessed {
        let others = labels(group, &all[1..]);
        guesses.push(("category", format!("{others} would do as well")));
    }
    all.get(answer.at).copied()
}

fn choices(group: &Group<'_>, at: &[usize]) -> Vec<Choice> {
    at.iter()
        .map(|&at| Choice {
            label: group.columns[at].name.clone(),
            examples: group.columns[at].examples(3),
        })
        .collect()
}

fn labels(group: &Group<'_>, at: &[usize]) -> String {
    let names: Vec<String> = at
        .iter()
        .map(|&at| format!("`{}`", group.columns[at].name))
        .collect();
    names.join(", ")
}

/// Names for the columns of a file without a header, those that are read by their roles.
fn header(group: &Group<'_>, date: Option<usize>, category: Option<usize>) -> Vec<String> {
    let mut names = group.form.names.clone();
    let mut set = |at: Option<usize>, name: &str| {
        if let Some(at) = at {
            name.clone_into(&mut names[at]);
        }
    };
    let roles = &group.roles;
    set(
        date,
        if roles.times.clock.is_some() {
            "date"
        } else {
            "time"
        },
    );
    set(roles.times.clock, "clock");
    for (at, name) in roles
        .times
        .parts
        .iter()
        .zip(["year", "month", "day", "hour", "minute"])
    {
        set(*at, name);
    }
    match roles.places.stated {
        Where::Degrees { lon, lat } => {
            set(Some(lon), "lon");
            set(Some(lat), "lat");
        }
        Where::Point(at) => set(Some(at), "point"),
        Where::Plane { x, y } => {
            set(Some(x), "x");
            set(Some(y), "y");
        }
    }
    set(category, "category");
    set(roles.id, "id");
    names
}

/// The decimal mark of a group's places.
pub(super) fn mark(group: &Group<'_>) -> (char, Decimal) {
    match group.roles.places.mark {
        0 => ('.', Decimal::Point),
        _ => (',', Decimal::Comma),
    }
}
