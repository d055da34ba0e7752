//! Lookup of codes in the generated tables.

use super::areas::AREAS;
use super::esri::DEFINITIONS;
use super::system::System;
use crate::space::Bounds;

/// The proj string of one of Esri's codes.
pub(super) fn esri_definition(code: u32) -> Option<String> {
    let of_line = |line: &str| {
        let (number, words) = line.split_once(' ')?;
        (number.parse() == Ok(code)).then(|| format!("+{}", words.replace(' ', " +")))
    };
    DEFINITIONS.lines().find_map(of_line)
}

/// The area of use of a projected system.
pub(super) fn area(code: u32, esri: bool) -> Option<Bounds> {
    let holds = |range: &str| {
        let range = match (range.strip_prefix('E'), esri) {
            (Some(range), true) => range,
            (None, false) => range,
            _ => return false,
        };
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.parse::<u32>().ok();
        number(first).is_some_and(|first| first <= code)
            && number(last).is_some_and(|last| code <= last)
    };
    let of_line = |line: &str| {
        let (edges, codes) = line.split_once(':')?;
        if !codes.split(' ').any(holds) {
            return None;
        }
        let mut edges = edges.split(' ').map(str::parse::<f64>);
        let mut edge = || edges.next()?.ok();
        Some(Bounds([edge()?, edge()?, edge()?, edge()?]))
    };
    AREAS.lines().find_map(of_line)
}

/// Every code with its area of use.
pub(super) fn codes() -> Vec<(System, Bounds)> {
    let mut found = Vec::new();
    for line in AREAS.lines() {
        let Some((edges, codes)) = line.split_once(':') else {
            continue;
        };
        let edges = edges.split(' ').filter_map(|edge| edge.parse().ok());
        let Ok(edges) = <[f64; 4]>::try_from(edges.collect::<Vec<f64>>()) else {
            continue;
        };
        for range in codes.split(' ') {
            let (system, range): (fn(u32) -> System, &str) = match range.strip_prefix('E') {
                Some(range) => (System::Esri, range),
                None => (System::Code, range),
            };
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            if let (Ok(first), Ok(last)) = (first.parse(), last.parse()) {
                found.extend((first..=last).map(|code| (system(code), Bounds(edges))));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_area_that_a_search_for_it_finds() {
        let codes = codes();
        for (system, bounds) in codes.iter().step_by(97) {
            let found = match system {
                System::Esri(code) => area(*code, true),
                System::Code(code) => area(*code, false),
                System::Proj(_) => None,
            };
            assert_eq!(found, Some(*bounds), "{system}");
        }
        assert!(
            codes
                .iter()
                .any(|(system, _)| *system == System::Code(3435))
        );
    }

    #[test]
    fn lines_of_the_tables_can_be_read() {
        for line in DEFINITIONS.lines().step_by(31) {
            let code = line.split(' ').next().unwrap().parse().unwrap();
            let definition = esri_definition(code).unwrap();
            assert!(definition.starts_with("+proj="), "{line}");
            assert!(area(code, true).is_some(), "{line}");
        }
        for line in AREAS.lines().step_by(31) {
            let first = line.split_once(':').unwrap().1;
            let first = first.split([' ', '-']).next().unwrap();
            let (esri, code) = match first.strip_prefix('E') {
                Some(code) => (true, code),
                None => (false, first),
            };
            let Bounds([west, south, east, north]) = area(code.parse().unwrap(), esri).unwrap();
            assert!(west.abs() <= 180.0 && east.abs() <= 180.0, "{line}");
            assert!(south < north && south >= -90.0 && north <= 90.0, "{line}");
        }
    }
}
