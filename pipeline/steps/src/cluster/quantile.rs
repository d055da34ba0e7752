//! Exact quantiles.

/// The smallest of `values` that at least the share `q` of them does not exceed: the element at
/// rank ⌈q · n⌉, from 1.
///
/// `None` for an empty slice.
/// It is always one of the values (Hyndman, Fan 1996, type 1), so that counts are compared with a
/// count.
///
/// ```
/// use hotcast_steps::cluster::quantile;
/// let values: Vec<f64> = (1..=100).map(f64::from).collect();
/// assert_eq!(quantile(&values, 0.95), Some(95.0));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut values = values.to_vec();
    // Twenty cells at 0.95 give rank 19, not 20: the products 18.999999999999996 and
    // 19.000000000000004 are the same rank.
    let exact = q * values.len() as f64;
    let rank = if (exact - exact.round()).abs() < 1e-9 {
        exact.round()
    } else {
        exact.ceil()
    };
    let at = (rank as usize).clamp(1, values.len().max(1)) - 1;
    if values.is_empty() {
        return None;
    }
    let (_, value, _) = values.select_nth_unstable_by(at, f64::total_cmp);
    Some(*value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_is_an_element_at_the_rank_of_its_definition() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), Some(2.0));
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.999), Some(3.0));
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.001), Some(1.0));
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(quantile(&twenty, 0.95), Some(19.0));
    }
}
