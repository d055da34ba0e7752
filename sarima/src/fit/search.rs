//! The choice among local maxima.
//!
//! Mixed models often have two maxima: one with a slowly decaying memory (an autoregressive root
//! near 1, nearly cancelled by the moving average), and one with a short memory. A few likelihoods
//! on a coarse grid pick the better basin. The other is followed too if its best grid point is
//! close. Then other places are tried ([`elsewhere`](super::elsewhere)).

use super::basin::Basin;
use super::boundary::{leave_boundary, reach_boundary};
use super::elsewhere::Search;
use super::minimum::Minimum;
use super::objective::Objective;
use super::optimise::minimise;
use super::probe::Probe;
use super::rivals::{Patience, Rivals};
use super::starts::{is_rich, probes};
use super::tuning::{TUNING, WIDE};
use crate::error::FitError;
use crate::order::{Order, SeasonalOrder};

/// Thoroughness of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Effort {
    /// One start, to a few decimals of the log-likelihood: enough to compare models.
    Quick,
    /// Every promising basin, as precisely as the last Newton step ([`refine`](super::refine))
    /// needs.
    Thorough,
}

impl Effort {
    fn decrement(self) -> f64 {
        match self {
            Self::Quick => 1e-3,
            Self::Thorough => 1e-6,
        }
    }
}

/// Finds the best maximum of the likelihood that the grid leads to.
pub(crate) fn search(
    objective: &mut Objective<'_>,
    order: Order,
    seasonal: SeasonalOrder,
    effort: Effort,
) -> Result<Minimum, FitError> {
    let starts = probes(objective, order, seasonal);
    let decrement = effort.decrement();
    let rich = is_rich(order, seasonal);
    let most = match effort {
        Effort::Quick => 1,
        Effort::Thorough if WIDE || !rich => TUNING.basins.most,
        Effort::Thorough => TUNING.basins.most_rich,
    };
    let close = if order.d > 0 && !rich {
        TUNING.basins.close_differences
    } else {
        TUNING.basins.close_levels
    };
    let glance = WIDE && !rich && order.d == 0 && !(seasonal.p > 0 && seasonal.q > 0);
    let basins = Basins {
        most,
        close,
        glance,
    };
    let (best, basins, ends) = basins
        .follow(objective, &starts, decrement)
        .ok_or(FitError::Numerical("no starting value works"))?;
    if effort == Effort::Quick {
        return Ok(best);
    }
    let best = if WIDE {
        let mut search = Search::new(objective, order, decrement, best, ends);
        search.look_around(starts, basins, rich);
        search.best
    } else {
        best
    };
    Ok(reach_boundary(objective, best, decrement))
}

/// A quick search from a good start.
pub(crate) fn search_near(objective: &mut Objective<'_>, start: &[f64]) -> Option<Minimum> {
    let decrement = Effort::Quick.decrement();
    let found = minimise(objective, start, decrement, None)?;
    Some(leave_boundary(objective, found, decrement))
}

/// The best minimum, the basins that were followed, and the points at which searches began and
/// ended.
type Found = (Minimum, Vec<Basin>, Vec<Vec<f64>>);

/// Basins that are followed besides that of the best start.
struct Basins {
    /// The most basins, that of the best start included.
    most: usize,
    /// Log-likelihood. The start of a basin may be this much worse than the best.
    close: f64,
    /// Skip a basin that the conditional likelihood rules out.
    glance: bool,
}

impl Basins {
    /// The best minimum of these basins.
    fn follow(
        &self,
        objective: &mut Objective<'_>,
        starts: &[Probe],
        decrement: f64,
    ) -> Option<Found> {
        let least = starts.first()?.value;
        let mut best: Option<Minimum> = None;
        let (mut basins, mut ends) = (Vec::new(), Vec::new());
        for start in starts {
            let new = !basins.contains(&start.basin) && basins.len() < self.most;
            // The likelihood may fail at a start, which is rare; any other start will do then.
            if best.is_some() && !(new && start.value - least < self.close) {
                continue;
            }
            basins.push(start.basin);
            if WIDE {
                ends.push(start.x.clone());
            }
            if let Some(best) = &best
                && self.glance
                && is_remote(objective, &best.x, &start.x)
            {
                continue;
            }
            let rivals = best.as_ref().map(|best| Rivals {
                best,
                ends: std::slice::from_ref(&best.x),
                patience: Patience::Short,
            });
            if let Some(found) = minimise(objective, &start.x, decrement, rivals.as_ref()) {
                let found = leave_boundary(objective, found, decrement);
                if WIDE {
                    ends.push(found.x.clone());
                }
                match &mut best {
                    Some(best) => best.keep_better(found),
                    None => best = Some(found),
                }
            }
        }
        Some((best?, basins, ends))
    }
}

/// `true` if the non-seasonal factors of a start, with the seasonal ones of a minimum, fit far
/// worse.
fn is_remote(objective: &mut Objective<'_>, minimum: &[f64], start: &[f64]) -> bool {
    let plain = objective.order_of(0) + objective.order_of(1);
    let mut mixed = minimum.to_vec();
    mixed[..plain].copy_from_slice(&start[..plain]);
    let values = objective.conditionals(&[minimum.to_vec(), mixed]);
    values[1] - values[0] > TUNING.basins.remote
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::example::{prepared, spec};

    #[test]
    fn a_thorough_search_is_no_worse_than_a_quick_one() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let mut run = |effort| {
            search(&mut objective, spec.order, spec.seasonal_order, effort)
                .unwrap()
                .value
        };
        assert!(run(Effort::Thorough) <= run(Effort::Quick));
    }

    #[test]
    fn a_search_from_a_maximum_stays_there() {
        let spec = spec();
        let prepared = prepared(&spec);
        let mut objective = Objective::new(&prepared.columns, spec.shape(), 1.0 - 1e-7);
        let (order, seasonal) = (spec.order, spec.seasonal_order);
        let best = search(&mut objective, order, seasonal, Effort::Thorough).unwrap();
        let again = search_near(&mut objective, &best.x).unwrap();
        assert!((again.value - best.value).abs() < 1e-3);
    }
}
