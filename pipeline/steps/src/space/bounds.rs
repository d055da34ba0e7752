//! A box of longitudes and latitudes, which may lie across 180°.

use super::longitude::wrapped;

/// West, south, east, north in degrees within ±180 and ±90. Where west is greater than east, the
/// box lies across 180° (RFC 7946, 5.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds(pub [f64; 4]);

impl Bounds {
    /// `true` if the point is inside or on the edge.
    #[inline]
    pub fn contains(&self, lon: f64, lat: f64) -> bool {
        let [west, south, east, north] = self.0;
        let between = if west <= east {
            lon >= west && lon <= east
        } else {
            lon >= west || lon <= east
        };
        between && lat >= south && lat <= north
    }

    /// The degrees from the west edge to the east edge.
    pub fn width_deg(&self) -> f64 {
        let [west, _, east, _] = self.0;
        if west <= east {
            east - west
        } else {
            east - west + 360.0
        }
    }

    /// A box that reaches `deg` degrees further on every side.
    #[must_use]
    pub fn grown(&self, deg: f64) -> Self {
        let [west, south, east, north] = self.0;
        let (west, east) = if self.width_deg() + 2.0 * deg >= 360.0 {
            (-180.0, 180.0)
        } else {
            (wrapped(west - deg), wrapped(east + deg))
        };
        Self([
            west,
            (south - deg).max(-90.0),
            east,
            (north + deg).min(90.0),
        ])
    }

    /// The smallest box around boxes, none of which lies across 180°; `None` without a box.
    ///
    /// It lies across 180° itself only where that makes it less than half a turn wide: data from
    /// all over the world stays between -180 and 180.
    pub fn around(boxes: impl IntoIterator<Item = [f64; 4]>) -> Option<Self> {
        let mut boxes: Vec<[f64; 4]> = boxes.into_iter().collect();
        boxes.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let first = *boxes.first()?;
        let (mut south, mut east, mut north) = (first[1], first[2], first[3]);
        // The widest stretch of longitudes without a box: where it ends, the data begins.
        let mut gap = (0.0, [first[0], first[2]]);
        for &[w, s, e, n] in &boxes {
            if w - east > gap.0 {
                gap = (w - east, [w, east]);
            }
            east = east.max(e);
            (south, north) = (south.min(s), north.max(n));
        }
        let plain = Self([first[0], south, east, north]);
        let across = Self([gap.1[0], south, gap.1[1], north]);
        let shorter = plain.width_deg() > 180.0 && gap.0 > 180.0;
        Some(if shorter { across } else { plain })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_across_180_holds_both_sides() {
        let fiji = Bounds([177.0, -21.0, -178.0, -12.0]);
        for (lon, inside) in [
            (177.0, true),
            (180.0, true),
            (-180.0, true),
            (-178.5, true),
            (-177.9, false),
            (0.0, false),
            (176.0, false),
        ] {
            assert_eq!(fiji.contains(lon, -17.0), inside, "{lon}");
        }
        assert!(!fiji.contains(179.0, -11.0));
        assert!((fiji.width_deg() - 5.0).abs() < 1e-12);
        assert_eq!(fiji.grown(2.0), Bounds([175.0, -23.0, -176.0, -10.0]));
    }

    #[test]
    fn the_smallest_box_goes_the_short_way_round() {
        let cell = |w: f64| [w, -17.0, w + 0.001, -16.0];
        let around = |ws: &[f64]| Bounds::around(ws.iter().map(|&w| cell(w)));
        assert_eq!(
            around(&[-179.99, 179.9, 179.95]),
            Some(Bounds([179.9, -17.0, -179.989, -16.0]))
        );
        assert_eq!(
            around(&[10.0, 12.0]),
            Some(Bounds([10.0, -17.0, 12.001, -16.0]))
        );
        // Paris, Tokyo and Los Angeles.
        assert_eq!(
            around(&[2.0, 139.0, -118.0]),
            Some(Bounds([-118.0, -17.0, 139.001, -16.0]))
        );
        assert_eq!(around(&[]), None);
    }
}
