//! Time of a fit for more observations, longer seasons and more missing values.
//!
//! usage: fit_growth

use std::time::Instant;

use sarima::{Exog, FitError, Order, Sarima, SeasonalOrder, Spec};

/// A seeded series with a season and a slowly changing level. About one value in `every` is missing
/// (none when 0).
fn series(n: usize, s: usize, every: u64) -> Vec<f64> {
    let mut state = 20_181_121_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut level = 0.0;
    (0..n)
        .map(|t| {
            level += 0.1 * (uniform() - 0.5);
            let season = (t as f64 / s as f64 * std::f64::consts::TAU).cos();
            let value = 20.0 + level + season + (0..4).map(|_| uniform() - 0.5).sum::<f64>();
            let missing = every > 0 && uniform() * (every as f64) < 1.0;
            if missing { f64::NAN } else { value }
        })
        .collect()
}

/// Milliseconds, the median of five fits.
fn time(spec: &Spec, y: &[f64]) -> Result<f64, FitError> {
    let mut times = Vec::with_capacity(5);
    for _ in 0..5 {
        let start = Instant::now();
        Sarima::new(spec.clone()).fit(y, &Exog::none())?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[2])
}

fn main() -> Result<(), FitError> {
    let seasonal = |s| Spec::new(Order::new(1, 1, 1), SeasonalOrder::new(1, 1, 1, s));
    println!("(1,1,1)(1,1,1,12)   nobs  milliseconds  microseconds per observation");
    for n in [250, 500, 1000, 2000, 4000, 8000] {
        let ms = time(&seasonal(12), &series(n, 12, 0))?;
        println!("{n:24}  {ms:12.3}  {:10.3}", 1e3 * ms / n as f64);
    }
    println!("(1,1,1)(1,1,1,s), nobs 2000      s  milliseconds");
    for s in [4, 7, 12, 24, 52, 168, 365] {
        let ms = time(&seasonal(s), &series(2000, s, 0))?;
        println!("{s:34}  {ms:12.3}");
    }
    println!("(1,0,1)(0,1,1,7), nobs 1000  missing  milliseconds");
    let daily = Spec::new(Order::new(1, 0, 1), SeasonalOrder::new(0, 1, 1, 7));
    for every in [0, 200, 50, 10, 3] {
        let y = series(1000, 7, every);
        let missing = y.iter().filter(|v| v.is_nan()).count();
        let ms = time(&daily, &y)?;
        println!("{missing:36}  {ms:12.3}");
    }
    println!("(1,0,1)(0,1,1,7), a third missing   nobs  milliseconds  microseconds per row");
    for n in [250, 500, 1000, 2000, 4000, 8000] {
        let ms = time(&daily, &series(n, 7, 3))?;
        println!("{n:39}  {ms:12.3}  {:10.3}", 1e3 * ms / n as f64);
    }
    Ok(())
}
