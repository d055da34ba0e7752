//! Rings of corners: refuses what is not one, and unrolls those that lie across 180°.

use super::error::ConvertError;

/// Rings without jumps: where the next corner is more than half a turn away, the ring crosses 180°
/// and its longitudes go on beyond it. A step of a whole turn is not a jump but the edge of a map
/// of the world. Holes are moved beside their outer ring.
pub(super) fn unrolled(rings: &[Vec<[f64; 2]>]) -> Vec<Vec<[f64; 2]>> {
    let mut unrolled: Vec<Vec<[f64; 2]>> = Vec::with_capacity(rings.len());
    for ring in rings {
        let mut turn = 0.0;
        let mut before = ring[0][0];
        let corners = ring.iter().map(|&[lon, lat]| {
            let step = lon - before;
            if step.abs() > 180.0 && step.abs() < 360.0 {
                turn -= 360.0 * step.signum();
            }
            before = lon;
            [lon + turn, lat]
        });
        let mut ring: Vec<[f64; 2]> = corners.collect();
        if let Some(outer) = unrolled.first() {
            let west = outer.iter().map(|c| c[0]).fold(f64::INFINITY, f64::min);
            let east = outer.iter().map(|c| c[0]).fold(f64::NEG_INFINITY, f64::max);
            let beside = |turn: &f64| (west..=east).contains(&(ring[0][0] + turn));
            if let Some(turn) = [0.0, 360.0, -360.0].into_iter().find(beside) {
                ring.iter_mut().for_each(|corner| corner[0] += turn);
            }
        }
        unrolled.push(ring);
    }
    unrolled
}

/// Refuses what is not the ring of an area.
pub(super) fn check(ring: &[[f64; 2]]) -> Result<(), ConvertError> {
    let closed = ring.first() == ring.last();
    let corners = ring.len().saturating_sub(usize::from(closed));
    if corners < 3 {
        return Err(fault(format!("a ring of `{corners}` corners has no area")));
    }
    let outside = |[lon, lat]: &&[f64; 2]| !((-360.0..=360.0).contains(lon) && lat.abs() <= 90.0);
    match ring.iter().find(outside) {
        Some([lon, lat]) => Err(fault(format!(
            "`[{lon}, {lat}]` is not a [lon, lat] in degrees"
        ))),
        None => Ok(()),
    }
}

/// A mistake in `polygon`.
pub(super) fn fault(message: String) -> ConvertError {
    ConvertError::Params {
        field: "polygon",
        message,
    }
}
