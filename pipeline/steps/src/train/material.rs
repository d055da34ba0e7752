//! The bytes of which the cache makes the key of a fit.

use sarima::Exog;

use crate::calendar::Calendar;
use crate::exposure::Exposures;

/// Writes the part that the fits of all series share: the first period, and the regressors by name.
pub(crate) fn write_calendar(calendar: &Calendar, exog: &Exog, out: &mut Vec<u8>) {
    let mut text = |text: &str| {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
    };
    text(&format!(
        "{:?} {:?} {}",
        calendar.freq, calendar.week_start, calendar.first
    ));
    text(&exog.names().len().to_string());
    exog.names().iter().for_each(|name| text(name));
    exog.columns()
        .iter()
        .for_each(|column| write_values(column, out));
}

/// Writes the exposures that decide about fits and about forecasts over `horizon` periods.
pub(crate) fn write_exposures(exposures: &Exposures, horizon: usize, out: &mut Vec<u8>) {
    for (n, values) in exposures.material(horizon) {
        out.extend((n as u64).to_le_bytes());
        write_values(values, out);
    }
}

/// Writes numbers, their count first.
pub(crate) fn write_values(values: &[f64], out: &mut Vec<u8>) {
    out.extend((values.len() as u64).to_le_bytes());
    out.extend(values.iter().flat_map(|x| x.to_bits().to_le_bytes()));
}
