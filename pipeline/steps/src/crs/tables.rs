//! Lookup of codes in the generated tables.

use super::areas::AREAS;
use super::esri::DEFINITIONS;
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

#[cfg(test)]
mod tests {
    use super::*;

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
