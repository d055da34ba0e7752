//! The choice among local maxima.
//!
//! Mixed models often have two maxima: one with a slowly decaying memory (autoregressive root near
//! 1, nearly cancelled by the moving average) and one with short memory. A few likelihoods on a
//! coarse grid pick the better basin; the other is followed too when its best grid point is close.
//! Then other places are tried ([`elsewhere`](super::elsewhere)).

use super::boundary::{leave_boundary, reach_boundary};
use super::elsewhere::Search;
use super::objective::Objective;
use super::optimise::{Minimum, minimise};
use super::rivals::{Patience, Rivals};
use super::starts::{Probe, WIDE, is_rich, probes};
use crate::error::FitError;
use crate::order::{Order, SeasonalOrder};

/// A second basin is followed when its best grid point is at most this much worse, in units of
/// log-likelihood. On 1,000 seeded count series these were the smallest values that found the best
/// of 72 starts (on levels: but for one series in 500); a hopeless second search stops early.
const CLOSE_LEVELS: f64 = 60.0;

const CLOSE_DIFFERENCES: f64 = 3.0;

/// Basins followed where the search is not wide, of models with several lags and of others.
const BASINS: [usize; 2] = [8, 2];

/// How hard to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Effort {
    /// One start, to a few decimals of the log-likelihood: enough to compare models.
    Quick,
    /// Every promising basin, as far as a last Newton step with the exact Hessian needs
    /// ([`refine`](super::refine)).
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
        Effort::Thorough => BASINS[usize::from(WIDE || !rich)],
    };
    let close = if order.d > 0 && !rich {
        CLOSE_DIFFERENCES
    } else {
        CLOSE_LEVELS
    };
    let (best, basins, ends) = first_basins(objective, &starts, decrement, close, most)
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

/// A minimum, the basins that were followed, and where searches began and ended.
type Found = (Minimum, Vec<u16>, Vec<Vec<f64>>);

/// The best minimum in the basins of the best start and of others that are at most `close` worse, `most` of them.
fn first_basins(
    objective: &mut Objective<'_>,
    starts: &[Probe],
    decrement: f64,
    close: f64,
    most: usize,
) -> Option<Found> {
    let least = starts.first()?.value;
    let mut best: Option<Minimum> = None;
    let (mut basins, mut ends) = (Vec::new(), Vec::new());
    for start in starts {
        let new = !basins.contains(&start.basin) && basins.len() < most;
        // A start that fails outright is rare; any other one will do then.
        if best.is_some() && !(new && start.value - least < close) {
            continue;
        }
        basins.push(start.basin);
        let rivals = best.as_ref().map(|best| Rivals {
            best,
            ends: std::slice::from_ref(&best.x),
            patience: Patience::Short,
        });
        if let Some(found) = minimise(objective, &start.x, decrement, rivals.as_ref()) {
            let found = leave_boundary(objective, found, decrement);
            if WIDE {
                ends.extend([start.x.clone(), found.x.clone()]);
            }
            match &mut best {
                Some(best) => best.keep_better(found),
                None => best = Some(found),
            }
        }
    }
    Some((best?, basins, ends))
}
