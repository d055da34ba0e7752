//! Least squares with a penalty on large coefficients.

/// The coefficients β that minimise `|y - Σ β_j x_j|² + penalty |β|²`, given the columns `x_j`.
///
/// With a penalty above 0 there always is exactly one solution, also for collinear columns.
///
/// # References
/// Hoerl, Kennard (1970), Ridge regression, Technometrics 12.
pub(super) fn ridge(columns: &[Vec<f64>], y: &[f64], penalty: f64) -> Vec<f64> {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let k = columns.len();
    let mut rows = vec![vec![0.0; k]; k];
    for i in 0..k {
        for j in 0..=i {
            rows[i][j] = product(&columns[i], &columns[j]);
        }
        rows[i][i] += penalty;
    }
    let mut solution: Vec<f64> = columns.iter().map(|column| product(column, y)).collect();
    solve(&mut rows, &mut solution);
    solution
}

/// Solves a symmetric positive definite system by the factor of Cholesky; `rows` has the lower
/// triangle.
fn solve(rows: &mut [Vec<f64>], b: &mut [f64]) {
    let k = b.len();
    for i in 0..k {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|m| rows[i][m] * rows[j][m]).sum();
            let rest = rows[i][j] - sum;
            rows[i][j] = if i == j {
                rest.max(f64::MIN_POSITIVE).sqrt()
            } else {
                rest / rows[j][j]
            };
        }
        let sum: f64 = (0..i).map(|m| rows[i][m] * b[m]).sum();
        b[i] = (b[i] - sum) / rows[i][i];
    }
    for i in (0..k).rev() {
        let sum: f64 = (i + 1..k).map(|m| rows[m][i] * b[m]).sum();
        b[i] = (b[i] - sum) / rows[i][i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coefficients_of_a_linear_function_are_found() {
        let a: Vec<f64> = (0..30).map(|t| f64::from(t * 7 % 11)).collect();
        let b: Vec<f64> = (0..30).map(|t| f64::from(t * 5 % 13)).collect();
        let c: Vec<f64> = (0..30).map(|t| f64::from(t % 3)).collect();
        let y: Vec<f64> = (0..30).map(|t| 2.0 * a[t] - 0.5 * b[t] + c[t]).collect();
        let found = ridge(&[a, b, c], &y, 1e-9);
        for (found, truth) in found.iter().zip([2.0, -0.5, 1.0]) {
            assert!((found - truth).abs() < 1e-8, "{found} instead of {truth}");
        }
    }

    #[test]
    fn collinear_columns_share_their_effect_and_a_penalty_shrinks_it() {
        let x: Vec<f64> = (0..20).map(|t| f64::from(t) - 9.5).collect();
        let y: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        let [a, b] = ridge(&[x.clone(), x.clone()], &y, 1e-6)[..] else {
            unreachable!("two columns have two coefficients");
        };
        assert!((a - 1.0).abs() < 1e-6 && (b - 1.0).abs() < 1e-6);
        let squares: f64 = x.iter().map(|x| x * x).sum();
        let half = ridge(&[x], &y, squares);
        assert!((half[0] - 1.0).abs() < 1e-12);
    }
}
