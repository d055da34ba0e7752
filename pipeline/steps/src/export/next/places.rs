//! The places with their expectations.

use chrono::NaiveDate;
use hotcast_artifacts::{Expected, ModelCollection};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sarima::CountDistribution;

use super::sums::{Sums, sums};
use super::{HORIZONS, LEVEL};
use crate::calendar::Calendar;
use crate::cluster::{CellRate, Hotspot};
use crate::ranks::ranks;

/// All places, hotspots and cells, and the days that the expectations are about.
pub(in crate::export) struct Ahead {
    pub(super) from: NaiveDate,
    /// The hotspots, in their order.
    pub(super) hotspots: Vec<Place>,
    /// The occupied cells, in their order.
    pub(super) cells: Vec<Place>,
}

/// A hotspot or a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) id: i64,
    /// The hotspot that it is or lies in.
    pub(super) hotspot_id: Option<i64>,
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) rank_by_history: i32,
    pub(super) ahead: Vec<Expected>,
}

impl Ahead {
    /// The expectations of hotspots by their models, and of cells by their rates, whose half-life
    /// is `half_life` days.
    pub(in crate::export) fn of(
        hotspots: &[Hotspot],
        rates: &[CellRate],
        models: &ModelCollection,
        calendar: &Calendar,
        half_life: Option<f64>,
    ) -> Self {
        let of_hotspots: Vec<Sums> = (hotspots.par_iter())
            .map(|h| {
                models
                    .models
                    .get(&h.id)
                    .map_or([None; 3], |m| sums(m, calendar))
            })
            .collect();
        let city = City::of(hotspots, &of_hotspots, rates, calendar, half_life);
        let of_cells: Vec<Sums> = rates.par_iter().map(|rate| city.cell(rate)).collect();
        let first = calendar.n_observed;
        let until = HORIZONS.map(|periods| {
            let end = calendar.end(first + periods - 1);
            end.pred_opt().unwrap_or(end)
        });
        let places = hotspots.iter().map(|h| Place {
            id: h.id,
            hotspot_id: Some(h.id),
            lon: h.lon,
            lat: h.lat,
            rank_by_history: h.rank_by_history,
            ahead: Vec::new(),
        });
        let by_history = ranks(rates.iter().map(|rate| (rate.id, Some(rate.incidents))));
        let cells = rates.iter().zip(by_history).map(|(rate, rank)| Place {
            id: rate.id,
            hotspot_id: rate.hotspot_id,
            lon: rate.lon,
            lat: rate.lat,
            rank_by_history: rank.unwrap_or_default(),
            ahead: Vec::new(),
        });
        Self {
            from: calendar.periods[first],
            hotspots: expecting(places.collect(), &of_hotspots, until),
            cells: expecting(cells.collect(), &of_cells, until),
        }
    }
}

/// The places with their numbers and ranks.
fn expecting(
    mut places: Vec<Place>,
    sums: &[Sums],
    until: [NaiveDate; HORIZONS.len()],
) -> Vec<Place> {
    for (at, periods) in HORIZONS.into_iter().enumerate() {
        let expected = |sums: &Sums| sums[at].map(|sum| sum.mean());
        let ids = places.iter().map(|place| place.id);
        let ranks = ranks(ids.zip(sums.iter().map(expected)));
        let fill = |((place, sums), rank): ((&mut Place, &Sums), Option<i32>)| {
            let (Some(sum), Some(rank)) = (&sums[at], rank) else {
                return;
            };
            let interval = sum.interval(LEVEL);
            place.ahead.push(Expected {
                at_least_one: (1.0 - sum.pmf(0)).clamp(0.0, 1.0),
                expected: sum.mean(),
                lower: interval.lower,
                periods: periods as u32,
                probability: interval.probability,
                rank,
                until: until[at],
                upper: interval.upper,
            });
        };
        (places.par_iter_mut().zip(sums).zip(ranks)).for_each(fill);
    }
    places
}

/// The relations between the forecasts of hotspots and the rates of cells.
struct City {
    /// The distributions of each hotspot, with the weight and the number of its cells.
    of_hotspot: FxHashMap<i64, (Sums, f64, usize)>,
    /// The expected number of all hotspots over the weight of all their cells.
    per_weight: [Option<f64>; HORIZONS.len()],
    /// The share of the days behind a rate that the days of each horizon are.
    shares_of_memory: [f64; HORIZONS.len()],
}

impl City {
    fn of(
        hotspots: &[Hotspot],
        sums: &[Sums],
        rates: &[CellRate],
        calendar: &Calendar,
        half_life: Option<f64>,
    ) -> Self {
        let ids = hotspots.iter().map(|h| h.id);
        let mut of_hotspot: FxHashMap<i64, (Sums, f64, usize)> = ids
            .clone()
            .zip(sums.iter().map(|&sums| (sums, 0.0, 0)))
            .collect();
        for rate in rates {
            let own = rate.hotspot_id.and_then(|id| of_hotspot.get_mut(&id));
            if let Some((_, weight, cells)) = own {
                *weight += rate.weight;
                *cells += 1;
            }
        }
        let per_weight = std::array::from_fn(|at| {
            // In the order of the hotspots, on which the rounding of sums depends.
            let known = ids.clone().filter_map(|id| {
                let (sums, weight, _) = of_hotspot.get(&id)?;
                Some((sums[at]?.mean(), *weight))
            });
            let (expected, weight) =
                known.fold((0.0, 0.0), |(e, w), (mean, weight)| (e + mean, w + weight));
            Some(expected / weight).filter(|ratio| ratio.is_finite())
        });
        let days = calendar.days_in_periods();
        let (past, future) = days.split_at(calendar.n_observed);
        let memory = memory_days(past.iter().sum(), half_life);
        let share = |periods: usize| future[..periods].iter().sum::<f64>() / memory;
        Self {
            of_hotspot,
            per_weight,
            shares_of_memory: HORIZONS.map(share),
        }
    }

    /// The distributions of a cell: its part of its hotspot's, or by its own rate.
    fn cell(&self, rate: &CellRate) -> Sums {
        let own = rate.hotspot_id.and_then(|id| self.of_hotspot.get(&id));
        if let Some((sums, weight, cells)) = own {
            let share = match *weight > 0.0 {
                true => rate.weight / weight,
                false => 1.0 / *cells as f64,
            };
            return sums.map(|sum| Some(sum?.thinned(share)));
        }
        std::array::from_fn(|at| {
            let mean = self.per_weight[at]? * rate.weight;
            // The rate has the Gamma distribution that as many incidents teach as were counted in
            // its memory, and half of one before.
            let size = mean / self.shares_of_memory[at] + 0.5;
            CountDistribution::from_moments(mean, mean + mean * mean / size)
        })
    }
}

/// The sum of the weights of all days, the last of which has weight 1.
fn memory_days(observed: f64, half_life: Option<f64>) -> f64 {
    half_life.map_or(observed, |days| {
        let mean_life = days / std::f64::consts::LN_2;
        mean_life * -(-observed / mean_life).exp_m1()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_is_all_that_was_observed_or_what_the_weights_add_up_to() {
        assert_eq!(memory_days(700.0, None), 700.0);
        let sum: f64 = (0..700).map(|age| (-f64::from(age) / 365.0).exp2()).sum();
        assert!((memory_days(700.0, Some(365.0)) / sum - 1.0).abs() < 2e-3);
    }
}
