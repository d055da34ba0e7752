//! Describes regions, whatever the method: ids, counts, outlines and trends.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::categories::mix;
use super::count_cells::CellCounts;
use super::gi_star::gi_star;
use super::hotspot::Hotspot;
use super::profile::{Membership, Profile, month_number, profile};
use super::regions::Region;
use super::trend::{Monthly, bins, classify, relative_change_per_year};
use crate::calendar::{Freq, Observed, PeriodRule, WeekStart};
use crate::ranks::ranks;
use crate::scan::{Scan, ScanError};
use crate::space::{Cell, eastward, outline, wrapped};

/// The part of the weakest hotspot's density from which on a bin is hot.
const HOT_PART: f64 = 0.5;

/// Describes regions found among `counts` by a second pass over the incidents.
///
/// The result keeps the order of the regions.
pub(super) fn describe(
    scan: Scan<'_>,
    counts: &CellCounts,
    regions: &[Region],
) -> Result<Vec<Hotspot>, ScanError> {
    let membership = Membership::new(counts.grid, regions);
    let profile = profile(scan, &membership)?;
    let total: f64 = profile.daily.values().sum();
    let weight_of = counts.by_cell();
    let scores = gi_star(
        counts,
        &regions.iter().map(|r| r.anchor).collect::<Vec<_>>(),
    );
    let mut first_cell = 0;
    let mut hotspots: Vec<Hotspot> = (regions.iter().zip(scores).enumerate())
        .map(|(at, (region, gi_star_z))| {
            let cells = first_cell..first_cell + region.cells.len();
            first_cell = cells.end;
            let founding = region.cells[profile.first_days.founding(cells)];
            let incidents: f64 = profile.by_month.values().map(|month| month[at]).sum();
            let area_m2: f64 = region
                .cells
                .iter()
                .map(|&cell| counts.grid.area_m2(cell))
                .sum();
            let [lon, lat] = centroid(counts, region, &weight_of);
            let categories: BTreeMap<String, f64> = (profile.by_category.iter())
                .map(|(name, column)| (name.clone(), column[at]))
                .collect();
            Hotspot {
                id: counts.grid.id(founding),
                rank: 0,
                rank_by_history: 0,
                rank_without_discovered: None,
                lon,
                lat,
                incident_count: incidents.round() as i64,
                area_m2,
                share: incidents / total.max(f64::MIN_POSITIVE),
                discovered_share: None,
                density_per_km2: incidents / (area_m2 / 1e6),
                trend: 0.0,
                trend_class: super::hotspot::TrendClass::Sporadic,
                gi_star_z,
                categories: mix(&categories),
                expected_change: None,
                polygons: outline(&counts.grid, &region.cells),
            }
        })
        .collect();
    add_trends(&mut hotspots, &profile);
    rank(&mut hotspots, regions);
    Ok(hotspots)
}

/// The mean of the cells' centres, weighted by incidents.
fn centroid(counts: &CellCounts, region: &Region, weight_of: &FxHashMap<Cell, f64>) -> [f64; 2] {
    let (mut lon, mut lat, mut weight) = (0.0, 0.0, 0.0);
    let [lon0, lat0] = counts.grid.centre(region.anchor);
    for cell in &region.cells {
        let n = weight_of.get(cell).copied().unwrap_or(0.0);
        let centre = counts.grid.centre(*cell);
        lon += n * eastward(lon0, centre[0]);
        lat += n * (centre[1] - lat0);
        weight += n;
    }
    let tidy = |degrees: f64| (degrees * 1e7).round() / 1e7;
    if weight > 0.0 {
        [
            wrapped(tidy(lon0 + lon / weight)),
            tidy(lat0 + lat / weight),
        ]
    } else {
        [lon0, lat0]
    }
}

fn add_trends(hotspots: &mut [Hotspot], profile: &Profile) {
    let rule = PeriodRule {
        freq: Freq::Month,
        week_start: WeekStart::Monday,
    };
    // Without a full month there is no trend.
    let Ok(observed) = Observed::from_daily_totals(rule, &profile.daily) else {
        return;
    };
    let months: Vec<i32> = observed
        .starts
        .iter()
        .map(|&day| month_number(day))
        .collect();
    let known: Vec<bool> = observed.missing.iter().map(|missing| !missing).collect();
    let mut city = vec![0.0; months.len()];
    for (&day, n) in &profile.daily {
        if let Ok(at) = months.binary_search(&month_number(day)) {
            city[at] += n;
        }
    }
    let series = |at: usize| -> Vec<f64> {
        months
            .iter()
            .map(|month| profile.by_month.get(month).map_or(0.0, |column| column[at]))
            .collect()
    };
    let weakest = hotspots
        .iter()
        .map(|h| h.share / h.area_m2)
        .fold(f64::INFINITY, f64::min);
    for (at, hotspot) in hotspots.iter_mut().enumerate() {
        let values = series(at);
        let monthly = Monthly {
            hotspot: &values,
            city: &city,
            observed: &known,
        };
        hotspot.trend = relative_change_per_year(monthly);
        let hot = HOT_PART * weakest * hotspot.area_m2;
        hotspot.trend_class = classify(&bins(monthly), hotspot.trend, hot);
    }
}

/// Ranks by weight and by incidents, ties by id, without changing the order.
fn rank(hotspots: &mut [Hotspot], regions: &[Region]) {
    let weights = hotspots.iter().zip(regions);
    let now = ranks(weights.map(|(hotspot, region)| (hotspot.id, Some(region.weight))));
    // Below 2^53, where the conversion is exact.
    let counted = hotspots
        .iter()
        .map(|h| (h.id, Some(h.incident_count as f64)));
    let past = ranks(counted);
    for ((hotspot, now), past) in hotspots.iter_mut().zip(now).zip(past) {
        hotspot.rank = now.unwrap_or_default();
        hotspot.rank_by_history = past.unwrap_or_default();
    }
}
