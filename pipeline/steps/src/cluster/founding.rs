//! The founding cell of a hotspot, from which its id comes.
//!
//! The densest cell would be the obvious choice, but new incidents can make another cell the
//! densest.
//! The days of a cell's first incidents do not change when later data is appended, so that the id
//! stays for as long as that cell belongs to the hotspot.

/// The incidents that found a cell: enough that it is a busy cell and not one at the rim, which may
/// leave the hotspot again.
const FOUNDERS: usize = 32;

/// The days of the first incidents of each cell, in order; `i32::MAX` for incidents that are still
/// missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FirstDays {
    of_cell: Vec<[i32; FOUNDERS]>,
}

impl FirstDays {
    /// No incidents in any of `cells` cells.
    pub(super) fn none(cells: usize) -> Self {
        Self {
            of_cell: vec![[i32::MAX; FOUNDERS]; cells],
        }
    }

    /// Adds `n` incidents on one day; negative ones, which are corrections, are ignored.
    #[inline]
    pub(super) fn add(&mut self, cell: usize, day: i32, n: f64) {
        let days = &mut self.of_cell[cell];
        if day >= days[FOUNDERS - 1] {
            return;
        }
        let at = days.partition_point(|&other| other <= day);
        let n = (n.round().max(0.0) as usize).min(FOUNDERS - at);
        days.copy_within(at..FOUNDERS - n, at + n);
        days[at..at + n].fill(day);
    }

    /// Adds the days that another thread has seen.
    pub(super) fn merge(&mut self, other: &Self) {
        for (cell, days) in other.of_cell.iter().enumerate() {
            let known = days.iter().take_while(|&&day| day < i32::MAX);
            known.for_each(|&day| self.add(cell, day, 1.0));
        }
    }

    /// The position in `cells` of the one that first had [`FOUNDERS`] incidents.
    ///
    /// Where none has had as many, it is the one with most incidents, and of several of those the
    /// one that first had them.
    /// Ties go to the first cell.
    pub(super) fn founding(&self, cells: std::ops::Range<usize>) -> usize {
        let age = |cell: &usize| {
            let mut days = self.of_cell[*cell];
            days.reverse();
            days
        };
        cells.clone().min_by_key(age).unwrap_or(cells.start) - cells.start
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_cell_that_filled_up_first_names_the_hotspot_for_good() {
        let mut days = FirstDays::none(3);
        for day in 0..40 {
            days.add(1, day, 1.0);
            days.add(2, day / 2, 1.0);
        }
        assert_eq!(days.founding(0..3), 2);
        assert_eq!(days.founding(0..2), 1);
        for day in 40..400 {
            days.add(0, day, 50.0);
        }
        assert_eq!(days.founding(0..3), 2);
    }

    #[test]
    fn before_any_cell_has_filled_up_the_one_with_most_incidents_does() {
        let mut days = FirstDays::none(3);
        days.add(0, 1, 1.0);
        days.add(1, 9, 2.0);
        days.add(2, 8, 2.0);
        assert_eq!(days.founding(0..3), 2);
        assert_eq!(days.founding(0..2), 1);
        assert_eq!(FirstDays::none(2).founding(0..2), 0);
    }

    proptest! {
        #[test]
        fn neither_the_order_nor_the_threads_matter_and_a_count_is_that_many_incidents(
            rows in prop::collection::vec((0usize..4, 0i32..60, -1i8..5), 0..300),
            split in 0usize..300,
        ) {
            let mut sorted = FirstDays::none(4);
            let mut single: Vec<(usize, i32)> = (rows.iter())
                .flat_map(|&(cell, day, n)| std::iter::repeat_n((cell, day), n.max(0) as usize))
                .collect();
            single.sort_unstable();
            single.iter().for_each(|&(cell, day)| sorted.add(cell, day, 1.0));
            let mut threads = [FirstDays::none(4), FirstDays::none(4)];
            for (at, &(cell, day, n)) in rows.iter().enumerate() {
                threads[usize::from(at < split)].add(cell, day, f64::from(n));
            }
            let [mut one, two] = threads;
            one.merge(&two);
            prop_assert_eq!(&one, &sorted);
            for cell in 0..4 {
                let expected: Vec<i32> = single.iter().filter(|s| s.0 == cell).map(|s| s.1)
                    .chain(std::iter::repeat(i32::MAX)).take(FOUNDERS).collect();
                prop_assert_eq!(&one.of_cell[cell][..], &expected[..]);
            }
        }
    }
}
