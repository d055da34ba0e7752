//! Ranks of places.

/// The rank of each place by its number, 1 for the largest, ties by id.
///
/// A place without a number has none, nor does it take one.
pub(crate) fn ranks(places: impl Iterator<Item = (i64, Option<f64>)>) -> Vec<Option<i32>> {
    let places: Vec<(i64, Option<f64>)> = places.collect();
    let numbered = places.iter().enumerate();
    let mut order: Vec<(f64, i64, usize)> = numbered
        .filter_map(|(at, &(id, number))| Some((number?, id, at)))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut ranks = vec![None; places.len()];
    for ((.., at), rank) in order.into_iter().zip(1..) {
        ranks[at] = Some(rank);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_first_and_ties_go_to_the_smaller_id() {
        let places = [(7, Some(1.0)), (3, None), (5, Some(1.0)), (9, Some(2.0))];
        assert_eq!(ranks(places.into_iter()), [Some(3), None, Some(2), Some(1)]);
    }
}
