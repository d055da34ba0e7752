//! Four exact likelihood algorithms on one differenced series: time per evaluation and agreement,
//! at s = 12 and s = 52.
//!
//! * `presample`: that of this crate, through its public function (data preparation included);
//! * `chandrasekhar`: Morf, Sidhu and Kailath (1974), O(n r), sparse gains not exploited;
//! * `kalman`: Harvey's state space, using the companion matrix's sparsity, O(n r²);
//! * `switching`: the same filter, which keeps its gain once the variance is within 1e-9 of 1
//!   (the idea of Gardner, Harvey and Phillips 1980, AS 154, and Mélard 1984, AS 197).
//!
//! usage: likelihood_algorithms

use std::time::Instant;

use sarima::{Exog, Order, Params, SeasonalOrder, Spec, log_likelihood};

fn product(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            out[i + j] += x * y;
        }
    }
    out
}

fn seasonal(c: f64, s: usize) -> Vec<f64> {
    let mut out = vec![0.0; s + 1];
    (out[0], out[s]) = (1.0, c);
    out
}

/// Companion form: `phi` and `R = (1, θ)` of common length `r`, and the first column of the
/// stationary state's covariance times the transition's first column.
struct System {
    phi: Vec<f64>,
    theta: Vec<f64>,
    r: usize,
}

impl System {
    fn new(ar: f64, ma: f64, sar: f64, sma: f64, s: usize) -> Self {
        let mut phi: Vec<f64> = product(&[1.0, -ar], &seasonal(-sar, s))[1..]
            .iter()
            .map(|v| -v)
            .collect();
        let mut theta = product(&[1.0, ma], &seasonal(sma, s));
        let r = phi.len().max(theta.len());
        phi.resize(r, 0.0);
        theta.resize(r, 0.0);
        Self { phi, theta, r }
    }

    /// `x' = T x`.
    fn step(&self, x: &mut [f64]) {
        let first = x[0];
        for i in 0..self.r - 1 {
            x[i] = x[i + 1] + self.phi[i] * first;
        }
        x[self.r - 1] = self.phi[self.r - 1] * first;
    }

    /// Stationary covariance from the impulse response of the states (long enough to be exact).
    fn covariance(&self) -> Vec<f64> {
        let r = self.r;
        let mut p = vec![0.0; r * r];
        let mut x = self.theta.clone();
        for _ in 0..20_000 {
            if x.iter().all(|v| v.abs() < 1e-12) {
                break;
            }
            for i in 0..r {
                for j in 0..r {
                    p[i * r + j] += x[i] * x[j];
                }
            }
            self.step(&mut x);
        }
        p
    }

    fn chandrasekhar(&self, w: &[f64], p0: &[f64]) -> (f64, f64) {
        let r = self.r;
        let mut f = p0[0];
        // K f = T P Z', and P_{t+1} - P_t = M L L'.
        let mut k: Vec<f64> = (0..r).map(|i| p0[i * r]).collect();
        self.step(&mut k);
        let mut l = k.clone();
        let mut m = -1.0 / f;
        let mut a = vec![0.0; r];
        let (mut sum, mut logs) = (0.0, 0.0);
        for y in w {
            let v = y - a[0];
            sum += v * v / f;
            logs += f.ln();
            self.step(&mut a);
            for (a, k) in a.iter_mut().zip(&k) {
                *a += k * v / f;
            }
            let head = l[0];
            let next = f + m * head * head;
            self.step(&mut l);
            // With L now T L: K' = K + T L M h, L' = T L - K h / F.
            let (gain, back) = (m * head, head / f);
            for (k, l) in k.iter_mut().zip(&mut l) {
                let old = *k;
                *k += gain * *l;
                *l -= old * back;
            }
            m -= m * m * head * head / next;
            f = next;
        }
        (sum, logs)
    }

    fn kalman(&self, w: &[f64], p0: &[f64], switch: f64) -> (f64, f64) {
        let r = self.r;
        let mut p = p0.to_vec();
        let mut a = vec![0.0; r];
        let mut gain = vec![0.0; r];
        let (mut sum, mut logs) = (0.0, 0.0);
        let mut steady = false;
        for y in w {
            let v = y - a[0];
            let f = if steady { 1.0 } else { p[0] };
            sum += v * v / f;
            logs += f.ln();
            if !steady {
                for i in 0..r {
                    gain[i] = p[i * r] / f;
                }
            }
            for (a, g) in a.iter_mut().zip(&gain) {
                *a += g * v;
            }
            self.step(&mut a);
            if !steady {
                self.update(&mut p, &gain, f);
                steady = (p[0] - 1.0).abs() < switch;
            }
        }
        (sum, logs)
    }

    /// `P ← T (P - g g' f) T' + R R'` with the companion's sparsity.
    fn update(&self, p: &mut [f64], g: &[f64], f: f64) {
        let r = self.r;
        let at = |p: &[f64], i: usize, j: usize| {
            if i < r && j < r {
                p[i * r + j] - g[i] * g[j] * f
            } else {
                0.0
            }
        };
        let corner = at(p, 0, 0);
        let column: Vec<f64> = (0..=r).map(|i| at(p, i, 0)).collect();
        for i in 0..r {
            for j in 0..r {
                p[i * r + j] = at(p, i + 1, j + 1)
                    + self.phi[i] * column[j + 1]
                    + self.phi[j] * column[i + 1]
                    + self.phi[i] * self.phi[j] * corner
                    + self.theta[i] * self.theta[j];
            }
        }
    }
}

fn median(mut f: impl FnMut() -> (f64, f64), repeats: usize) -> (f64, (f64, f64)) {
    let mut times = Vec::with_capacity(repeats);
    let mut out = (0.0, 0.0);
    for _ in 0..repeats {
        let start = Instant::now();
        out = std::hint::black_box(f());
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    (times[repeats / 2], out)
}

fn main() {
    for (s, n) in [(12, 227), (52, 1247)] {
        let (ar, ma, sar, sma) = (0.3, -0.6, 0.1, -0.7);
        let mut state = 7u64;
        let w: Vec<f64> = (0..n)
            .map(|_| {
                state = state
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
            })
            .collect();
        let system = System::new(ar, ma, sar, sma, s);
        let p0 = system.covariance();
        let llf = |(sum, logs): (f64, f64)| {
            -0.5 * (n as f64 * (2.0 * std::f64::consts::PI * 0.1).ln() + logs + sum / 0.1)
        };
        let spec = Spec::new(Order::new(1, 0, 1), SeasonalOrder::new(1, 0, 1, s));
        let params = Params {
            ar: vec![ar],
            ma: vec![ma],
            seasonal_ar: vec![sar],
            seasonal_ma: vec![sma],
            sigma2: 0.1,
            ..Params::default()
        };
        let none = Exog::none();
        let ours = || match log_likelihood(&spec, &params, &w, &none) {
            Ok(value) => (value, 0.0),
            Err(_) => (f64::NAN, 0.0),
        };
        let (t, (value, _)) = median(ours, 51);
        println!("s {s} n {n} r {}", system.r);
        // White noise costs only the preparation of the data.
        let noise = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none());
        let variance = Params {
            sigma2: 0.1,
            ..Params::default()
        };
        let preparation = || match log_likelihood(&noise, &variance, &w, &none) {
            Ok(value) => (value, 0.0),
            Err(_) => (f64::NAN, 0.0),
        };
        let (before, _) = median(preparation, 51);
        println!(
            "  presample      {:9.1} µs  llf {value:.9}  (and {before:.1} µs before)",
            t - before
        );
        for (name, switch) in [("kalman", 0.0), ("switching", 1e-9)] {
            let (t, out) = median(|| system.kalman(&w, &p0, switch), 11);
            println!("  {name:14} {t:9.1} µs  llf {:.9}", llf(out));
        }
        let (t, out) = median(|| system.chandrasekhar(&w, &p0), 51);
        println!("  chandrasekhar  {t:9.1} µs  llf {:.9}", llf(out));
    }
}
