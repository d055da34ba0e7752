//! Sentences about the columns of tables: how far they reach, and those that no model uses.

use sarima::Exog;

use crate::calendar::{Beyond, Calendar, Reach};

/// A sentence for each column that limits forecasts, or that `exog`, the regressors which the
/// models are given, does not have.
pub(super) fn findings(calendar: &Calendar, exog: &Exog) -> Vec<String> {
    let finding = |(name, reach): (&String, &Reach)| {
        if !exog.names().contains(name) {
            return Some(format!(
                "no model uses `{name}`: after the differences of their orders it does not vary"
            ));
        }
        let ends = Some(&reach.last) != calendar.periods.last() && reach.then == Beyond::Refuse;
        ends.then(|| {
            format!(
                "`{name}` is known up to the period `{}`: models that use it forecast no further",
                reach.last
            )
        })
    };
    calendar.reach.iter().filter_map(finding).collect()
}
