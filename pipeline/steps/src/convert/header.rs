//! A header line, and the positions of the mapped columns in it.

use std::collections::HashMap;

use super::columns::{Columns, Positions};
use super::error::{ConvertError, MissingColumn};
use super::excerpt;
use super::one_or_many::OneOrMany;

/// A header line.
#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) file: String,
    /// Line on which it stands.
    pub(crate) line: u64,
    pub(crate) names: Vec<String>,
}

impl Header {
    /// Looks every mapped column up.
    pub(crate) fn locate(&self, columns: &Columns) -> Result<Positions, ConvertError> {
        columns.try_map(|field, wanted| {
            let names = wanted.as_ref().map(OneOrMany::as_slice);
            names
                .map(|names| self.find(&format!("columns.{field}"), names))
                .transpose()
        })
    }

    /// The position of a column that the parameter `field` names.
    pub(crate) fn position(&self, field: &str, name: &str) -> Result<usize, ConvertError> {
        self.find(field, &[name])
    }

    /// The names in rejects and messages: equal ones are numbered, `Date#1` and `Date#2`.
    pub(crate) fn labels(&self) -> Vec<String> {
        let mut occurrences: HashMap<&str, usize> = HashMap::new();
        for name in &self.names {
            *occurrences.entry(name).or_default() += 1;
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut labels = Vec::with_capacity(self.names.len());
        for name in &self.names {
            let is_alone = occurrences.get(name.as_str()) == Some(&1);
            labels.push(if name.is_empty() || is_alone {
                name.clone()
            } else {
                let nth = seen.entry(name).or_default();
                *nth += 1;
                format!("{name}#{nth}")
            });
        }
        labels
    }

    fn find<S: AsRef<str>>(&self, field: &str, wanted: &[S]) -> Result<usize, ConvertError> {
        for name in wanted.iter().map(AsRef::as_ref) {
            match self.named(name)[..] {
                [] => {}
                [position] => return Ok(position),
                _ => {
                    return Err(ConvertError::AmbiguousColumn {
                        file: self.file.clone(),
                        line: self.line,
                        field: field.to_owned(),
                        name: excerpt::name(name.trim()),
                    });
                }
            }
        }
        let labels = self.labels();
        Err(ConvertError::MissingColumn(Box::new(MissingColumn {
            file: self.file.clone(),
            line: self.line,
            field: field.to_owned(),
            wanted: wanted
                .iter()
                .map(|n| format!("`{}`", excerpt::name(n.as_ref())))
                .collect::<Vec<_>>()
                .join(" or "),
            columns: excerpt::list(labels.iter().map(String::as_str), labels.len()),
            similar: self.similar(wanted),
            advice: None,
        })))
    }

    /// The columns of this name. `Date#2` is the second of equal ones, unless a column has exactly
    /// that name.
    fn named(&self, name: &str) -> Vec<usize> {
        // An exact match wins over one that differs in case.
        let exactly = |name: &str| self.positions(|n| n == name.trim());
        let alike = |name: &str| self.positions(|n| same(n, name));
        let whole = [exactly(name), alike(name)];
        if let Some(found) = whole.into_iter().find(|found| !found.is_empty()) {
            return found;
        }
        let Some((base, number)) = name.trim().rsplit_once('#') else {
            return Vec::new();
        };
        let nth = number
            .parse::<usize>()
            .ok()
            .and_then(|nth| nth.checked_sub(1));
        let nth_of = |found: Vec<usize>| nth.and_then(|nth| found.get(nth).copied());
        let found = nth_of(exactly(base)).or_else(|| nth_of(alike(base)));
        found.into_iter().collect()
    }

    fn positions(&self, matches: impl Fn(&str) -> bool) -> Vec<usize> {
        (0..self.names.len())
            .filter(|&i| matches(&self.names[i]))
            .collect()
    }

    fn similar<S: AsRef<str>>(&self, wanted: &[S]) -> Option<String> {
        let likeness = |name: &str| {
            wanted
                .iter()
                .map(|w| w.as_ref().to_lowercase())
                .map(|w| strsim::jaro_winkler(&w, &name.to_lowercase()))
                .fold(0.0, f64::max)
        };
        self.names
            .iter()
            .map(|name| (likeness(name), name))
            .filter(|(l, _)| *l > 0.75)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, n)| excerpt::name(n))
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        Header {
            file: "a.csv".to_owned(),
            line: 1,
            names: names.iter().map(|&n| n.to_owned()).collect(),
        }
    }

    fn one(name: &str) -> Option<OneOrMany> {
        Some(OneOrMany::One(name.to_owned()))
    }

    #[test]
    fn case_and_blanks_do_not_matter_but_exact_names_win() {
        let header = header(&["DATE", "Date", "latitude "]);
        let found = header
            .locate(&Columns {
                time: one("Date"),
                lat: one(" Latitude"),
                ..Columns::default()
            })
            .unwrap();
        assert_eq!((found.time, found.lat), (Some(1), Some(2)));
    }

    #[test]
    fn alternatives_are_tried_in_order() {
        let names = Some(OneOrMany::Many(vec![
            "Occurred".to_owned(),
            "Reported".to_owned(),
        ]));
        let found = header(&["Reported", "Occurred"])
            .locate(&Columns {
                time: names,
                ..Columns::default()
            })
            .unwrap();
        assert_eq!(found.time, Some(1));
    }

    #[test]
    fn equal_names_are_told_apart_by_their_number() {
        let header = header(&["Date", "id", "Date", "date", "x#2", "x", "x"]);
        let find = |name: &str| {
            header.locate(&Columns {
                time: one(name),
                ..Columns::default()
            })
        };
        let position = |name: &str| find(name).unwrap().time.unwrap();
        assert_eq!((position("Date#1"), position("Date#2")), (0, 2));
        assert_eq!((position("DATE#3"), position(" date#2 ")), (3, 2));
        assert_eq!(position("x#2"), 4, "a column that is called so wins");
        assert_eq!((position("id#1"), position("x#1")), (1, 5));
        for name in ["Date#0", "Date#4", "Date#two", "id#2", "#1"] {
            assert!(
                matches!(find(name), Err(ConvertError::MissingColumn(_))),
                "{name}"
            );
        }
        let error = find("Date").unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.csv: line 1: column `Date` for `columns.time` occurs more than once"
        );
        assert_eq!(
            error.hint().unwrap(),
            "`Date#1` is the first column of that name, `Date#2` the second"
        );
        assert_eq!(header.labels()[..4], ["Date#1", "id", "Date#2", "date"]);
    }

    #[test]
    fn a_missing_column_names_what_there_is_and_what_is_close() {
        let error = header(&["Date", "Latitude", "Longitude"])
            .locate(&Columns {
                lat: one("Lattitude"),
                ..Columns::default()
            })
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.csv: line 1: no column `Lattitude` for `columns.lat`; \
             the columns are `Date`, `Latitude`, `Longitude`"
        );
        assert_eq!(error.hint().unwrap(), "did you mean `Latitude`?");
    }
}
