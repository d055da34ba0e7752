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

/// Every code that is used at a place, with the width of its area of use in degrees.
pub(super) fn codes_at([lon, lat]: [f64; 2]) -> Vec<(System, f64)> {
    let mut found = Vec::new();
    for line in AREAS.lines() {
        let Some((edges, codes)) = line.split_once(':') else {
            continue;
        };
        let edges: Vec<f64> = edges
            .split(' ')
            .filter_map(|edge| edge.parse().ok())
            .collect();
        let Ok(edges) = <[f64; 4]>::try_from(edges) else {
            continue;
        };
        let bounds = Bounds(edges);
        if !bounds.contains(lon, lat) {
            continue;
        }
        for range in codes.split(' ') {
            let (system, range): (fn(u32) -> System, &str) = match range.strip_prefix('E') {
                Some(range) => (System::Esri, range),
                None => (System::Code, range),
            };
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            if let (Ok(first), Ok(last)) = (first.parse(), last.parse()) {
                found.extend((first..=last).map(|code| (system(code), bounds.width_deg())));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_a_place_are_those_whose_area_has_it() {
        let codes = codes_at([-87.63, 41.88]);
        let has = |system: System| codes.iter().any(|(code, _)| *code == system);
        assert!(has(System::Code(3435)) && has(System::Code(26916)) && has(System::Esri(102_671)));
        assert!(!has(System::Code(3436)) && !has(System::Code(25832)));
        for (system, _) in codes
            .iter()
            .filter(|(system, _)| *system == System::Code(3435))
        {
            assert_eq!(
                area(3435, false).map(|area| area.contains(-87.63, 41.88)),
                Some(true),
                "{system}"
            );
        }
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
