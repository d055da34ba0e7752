//! The area that the incidents lie in, and the places that stand for "unknown".

use std::collections::{BTreeMap, HashMap, HashSet};

/// Width of the cells in which points are counted, in degrees: some kilometres.
const CELL: f64 = 0.05;

/// Cells that are so many apart are still neighbours.
const REACH: i32 = 3;

/// A group of cells with a smaller share of the points is astray.
const ASTRAY: f64 = 0.005;

/// The emptiest cells, which together have no larger share of the points, do not widen the area.
const OUTSKIRTS: f64 = 0.001;

/// A place outside the area that has so large a share of all points is no accident.
const SENTINEL: f64 = 0.0001;

/// What the points show.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Area {
    /// West, south, east, north, some way around all points that belong together.
    pub(super) bounds: [f64; 4],
    /// The points outside.
    pub(super) astray: u64,
    /// Places outside that many rows have.
    pub(super) sentinels: Vec<([f64; 2], u64)>,
    /// The place that most rows have, and how many.
    pub(super) commonest: Option<([f64; 2], u64)>,
}

/// The area of points in degrees; `None` without points, or where they lie around 180°.
pub(super) fn of(points: &[[f64; 2]]) -> Option<Area> {
    let mut cells: BTreeMap<(i32, i32), u64> = BTreeMap::new();
    let mut places: HashMap<[u64; 2], u64> = HashMap::new();
    for &point in points {
        *cells.entry(cell(point)).or_default() += 1;
        *places.entry(point.map(f64::to_bits)).or_default() += 1;
    }
    let groups = groups(&cells);
    let most = groups.iter().map(|(_, n)| *n).max()?;
    let least = ((points.len() as f64 * ASTRAY) as u64).min(most);
    let mut kept: Vec<(i32, i32)> = groups
        .into_iter()
        .filter(|(_, n)| *n >= least)
        .flat_map(|(cells, _)| cells)
        .collect();
    let points_in = |cell: &(i32, i32)| cells.get(cell).copied().unwrap_or_default();
    kept.sort_by_key(|cell| (points_in(cell), *cell));
    let mut left_out = 0;
    let outskirts = kept.iter().take_while(|cell| {
        left_out += points_in(cell);
        left_out as f64 <= OUTSKIRTS * points.len() as f64
    });
    let outskirts = outskirts.count();
    let kept: HashSet<(i32, i32)> = kept.split_off(outskirts).into_iter().collect();
    let inside = |point: &[f64; 2]| kept.contains(&cell(*point));
    let mut bounds = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for [lon, lat] in points.iter().filter(|point| inside(point)) {
        bounds[0] = bounds[0].min(*lon);
        bounds[1] = bounds[1].min(*lat);
        bounds[2] = bounds[2].max(*lon);
        bounds[3] = bounds[3].max(*lat);
    }
    if bounds[2] - bounds[0] > 180.0 {
        return None;
    }
    // A little room, as the sample does not have the outermost points.
    let hundredths = |value: f64, round: fn(f64) -> f64| round(value * 100.0) / 100.0;
    let bounds = [
        hundredths(bounds[0] - 0.01, f64::floor),
        hundredths(bounds[1] - 0.01, f64::floor),
        hundredths(bounds[2] + 0.01, f64::ceil),
        hundredths(bounds[3] + 0.01, f64::ceil),
    ];
    let mut named: Vec<([f64; 2], u64)> = places
        .into_iter()
        .map(|(place, n)| (place.map(f64::from_bits), n))
        .collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then(a.0[0].total_cmp(&b.0[0])));
    let within = |[lon, lat]: &[f64; 2]| {
        (bounds[0]..=bounds[2]).contains(lon) && (bounds[1]..=bounds[3]).contains(lat)
    };
    let many = ((points.len() as f64 * SENTINEL) as u64).max(3);
    Some(Area {
        astray: points.iter().filter(|point| !within(point)).count() as u64,
        sentinels: named
            .iter()
            .filter(|(place, n)| *n >= many && !within(place))
            .take(10)
            .copied()
            .collect(),
        commonest: named.first().copied(),
        bounds,
    })
}

fn cell([lon, lat]: [f64; 2]) -> (i32, i32) {
    ((lon / CELL).floor() as i32, (lat / CELL).floor() as i32)
}

/// Groups of cells that are within reach of each other, with the points in them.
fn groups(cells: &BTreeMap<(i32, i32), u64>) -> Vec<(Vec<(i32, i32)>, u64)> {
    let mut open: HashSet<(i32, i32)> = cells.keys().copied().collect();
    let mut groups = Vec::new();
    for &seed in cells.keys() {
        if !open.remove(&seed) {
            continue;
        }
        let (mut group, mut at) = (vec![seed], 0);
        while at < group.len() {
            let (col, row) = group[at];
            at += 1;
            for (dc, dr) in (-REACH..=REACH).flat_map(|dc| (-REACH..=REACH).map(move |dr| (dc, dr)))
            {
                group.extend(open.take(&(col + dc, row + dr)));
            }
        }
        let points = group.iter().filter_map(|cell| cells.get(cell)).sum();
        groups.push((group, points));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strays_are_outside_and_a_place_with_many_of_them_is_a_sentinel() {
        let mut points: Vec<[f64; 2]> = (0..20_000)
            .map(|i| {
                let (x, y) = (f64::from(i % 100), f64::from(i / 100));
                [-87.8 + x * 0.003, 41.7 + y * 0.001]
            })
            .collect();
        points.extend([[-91.686, 36.619]; 30]);
        points.push([-91.0, 44.0]);
        let area = of(&points).unwrap();
        assert_eq!(area.bounds, [-87.81, 41.69, -87.49, 41.91]);
        assert_eq!(area.astray, 31);
        assert_eq!(area.sentinels, [([-91.686, 36.619], 30)]);
    }

    #[test]
    fn suburbs_belong_to_the_area_and_few_points_make_one() {
        let mut points = vec![[2.35, 48.85]; 100];
        points.extend([[2.6, 48.85]; 10]);
        let area = of(&points).unwrap();
        assert_eq!((area.bounds, area.astray), ([2.34, 48.84, 2.61, 48.86], 0));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[[179.9, 1.0], [-179.9, 1.0]]), None);
        assert!(of(&[[1.0, 1.0]]).is_some());
    }
}
