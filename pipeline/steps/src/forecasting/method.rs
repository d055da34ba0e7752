//! Lists of methods.

use super::ForecastMethod;

/// The default candidates of [`ForecastMethod::Best`], in the order of preference: first the
/// methods that suit most series of counts.
pub const CANDIDATES: [ForecastMethod; 6] = [
    ForecastMethod::Counts,
    ForecastMethod::Ets,
    ForecastMethod::Mean,
    ForecastMethod::Sarima,
    ForecastMethod::Mstl,
    ForecastMethod::SeasonalNaive,
];

/// The first value of a list that occurs earlier in it.
pub(crate) fn named_twice<T: PartialEq + Copy>(values: &[T]) -> Option<T> {
    let before = |(at, value): &(usize, &T)| values[..*at].contains(value);
    values
        .iter()
        .enumerate()
        .find(before)
        .map(|(_, value)| *value)
}
