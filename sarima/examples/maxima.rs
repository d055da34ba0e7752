//! Looks for series on which another program, or a search from many starts, reaches a higher
//! likelihood.
//!
//! usage: maxima CASES [STARTS]
//!
//! `CASES` is a file written by `bench/sarima/maxima.R` or `bench/sarima/hard.py`, a case a line:
//! `name;p,d,q;P,D,Q,s;mean|none;values, NA where missing;coefficients|coefficients…`. Coefficients
//! are compared by their exact log-likelihood here, so that another program's definition of it
//! plays no part. Starts are points drawn in the stationary and invertible region (seeded), each
//! followed by a direct search (Nelder and Mead 1965), which shares nothing with the search it is
//! compared with.
use std::process::ExitCode;

use sarima::{
    Constant, Exog, Order, Params, Sarima, SeasonalOrder, Spec, concentrated_log_likelihood,
};

use sarima_likelihood::pacf::to_coefficients;

type Failure = Box<dyn std::error::Error>;

/// A log-likelihood lower by more than this counts as lower.
const TOLERANCE: f64 = 1e-4;

/// Largest reflection coefficient of an autoregression.
const AR_BOUND: f64 = 1.0 - 1e-7;

struct Case {
    label: String,
    spec: Spec,
    series: Vec<f64>,
    rivals: Vec<Vec<f64>>,
}

fn numbers(text: &str) -> Vec<f64> {
    let one = |v: &str| v.parse().unwrap_or(f64::NAN);
    text.split_whitespace().map(one).collect()
}

fn orders<const N: usize>(text: &str) -> Result<[usize; N], Failure> {
    let values: Vec<usize> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    values
        .try_into()
        .map_err(|_| format!("`{text}` does not have {N} parts").into())
}

fn read(line: &str) -> Result<Case, Failure> {
    let [name, order, seasonal, constant, values, rivals] = line.split(';').collect::<Vec<_>>()[..]
    else {
        return Err(format!("`{line}` does not have six fields").into());
    };
    let mut spec = Spec::new(
        Order::from(orders::<3>(order)?),
        SeasonalOrder::from(orders::<4>(seasonal)?),
    );
    if constant == "mean" {
        spec = spec.constant(Constant::Mean);
    }
    Ok(Case {
        label: format!("{name} ({order})({seasonal})"),
        spec,
        series: numbers(values),
        rivals: rivals.split('|').map(numbers).collect(),
    })
}

/// Parameters with the coefficients of the four factors in the order of [`Params::to_vec`].
fn params(spec: &Spec, coef: &[f64]) -> Params {
    let mut rest = coef.iter().copied();
    let (o, so) = (spec.order, spec.seasonal_order);
    Params {
        ar: rest.by_ref().take(o.p).collect(),
        ma: rest.by_ref().take(o.q).collect(),
        seasonal_ar: rest.by_ref().take(so.p).collect(),
        seasonal_ma: rest.collect(),
        sigma2: 1.0,
        ..Params::default()
    }
}

fn llf(case: &Case, coef: &[f64]) -> f64 {
    let found = concentrated_log_likelihood(
        &case.spec,
        &params(&case.spec, coef),
        &case.series,
        &Exog::none(),
    );
    found.map_or(f64::NEG_INFINITY, |(llf, _)| llf)
}

/// Coefficients from unrestricted coordinates, by partial autocorrelations.
fn coefficients(spec: &Spec, x: &[f64]) -> Vec<f64> {
    let (o, so) = (spec.order, spec.seasonal_order);
    let mut rest = x;
    let mut out = Vec::with_capacity(x.len());
    for (n, sign) in [(o.p, 1.0), (o.q, -1.0), (so.p, 1.0), (so.q, -1.0)] {
        let (block, tail) = rest.split_at(n);
        rest = tail;
        // Autoregressions stay inside the region in which the likelihood has digits, as in a fit.
        let most = if sign > 0.0 { AR_BOUND } else { 1.0 };
        let mut c: Vec<f64> = block.iter().map(|x| -x.tanh().clamp(-most, most)).collect();
        to_coefficients(&mut c);
        // Inside the crate an autoregressive coefficient has the other sign.
        out.extend(c.iter().map(|v| -sign * v));
    }
    out
}

/// The highest value a direct search finds from `x`.
fn climb(value: &mut dyn FnMut(&[f64]) -> f64, x: &[f64]) -> (f64, Vec<f64>) {
    let k = x.len();
    let mut simplex: Vec<(f64, Vec<f64>)> = (0..=k)
        .map(|i| {
            let mut p = x.to_vec();
            if i < k {
                p[i] += 0.3;
            }
            (value(&p), p)
        })
        .collect();
    for _ in 0..400 * k {
        simplex.sort_by(|a, b| b.0.total_cmp(&a.0));
        if simplex[0].0 - simplex[k].0 < 1e-9 {
            break;
        }
        let centre: Vec<f64> = (0..k)
            .map(|i| simplex[..k].iter().map(|p| p.1[i]).sum::<f64>() / k as f64)
            .collect();
        let worst = simplex[k].clone();
        let at = |t: f64| -> Vec<f64> {
            let pairs = centre.iter().zip(&worst.1);
            pairs.map(|(c, w)| c + t * (c - w)).collect()
        };
        let mut attempt = |t: f64| {
            let p = at(t);
            (value(&p), p)
        };
        let reflected = attempt(1.0);
        if reflected.0 > simplex[0].0 {
            let expanded = attempt(2.0);
            simplex[k] = if expanded.0 > reflected.0 {
                expanded
            } else {
                reflected
            };
        } else if reflected.0 > simplex[k - 1].0 {
            simplex[k] = reflected;
        } else {
            let contracted = attempt(if reflected.0 > worst.0 { 0.5 } else { -0.5 });
            if contracted.0 > worst.0.max(reflected.0) {
                simplex[k] = contracted;
            } else {
                let best = simplex[0].1.clone();
                for point in &mut simplex[1..] {
                    point
                        .1
                        .iter_mut()
                        .zip(&best)
                        .for_each(|(p, b)| *p = 0.5 * (*p + b));
                    point.0 = value(&point.1);
                }
            }
        }
    }
    simplex.swap_remove(0)
}

fn by_starts(case: &Case, starts: usize) -> (f64, Vec<f64>) {
    let k = case.spec.n_arma();
    let mut state = 88_172_645_463_325_252u64;
    let mut uniform = || {
        // Marsaglia (2003), xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut value = |x: &[f64]| llf(case, &coefficients(&case.spec, x));
    let mut best = (f64::NEG_INFINITY, Vec::new());
    for _ in 0..starts {
        let x: Vec<f64> = (0..k).map(|_| (1.98 * uniform() - 0.99).atanh()).collect();
        let found = climb(&mut value, &x);
        if found.0 > best.0 {
            best = found;
        }
    }
    (best.0, coefficients(&case.spec, &best.1))
}

fn run() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (path, starts) = match args.as_slice() {
        [path] => (path, 0),
        [path, starts] => (path, starts.parse()?),
        _ => return Err("usage: maxima CASES [STARTS]".into()),
    };
    let (mut cases, mut failed, mut lower, mut higher, mut hidden) = (0, 0, 0, 0, 0);
    let mut milliseconds = 0.0;
    for line in std::fs::read_to_string(path)?.lines() {
        let case = read(line)?;
        cases += 1;
        let began = std::time::Instant::now();
        let fitted = match Sarima::new(case.spec.clone()).fit(&case.series, &Exog::none()) {
            Ok(fitted) => fitted,
            Err(error) => {
                failed += 1;
                println!("{}: {error}", case.label);
                continue;
            }
        };
        milliseconds += began.elapsed().as_secs_f64() * 1e3;
        let rival = case
            .rivals
            .iter()
            .map(|c| llf(&case, c))
            .fold(f64::NEG_INFINITY, f64::max);
        let (most, there) = if starts > 0 {
            by_starts(&case, starts)
        } else {
            (f64::NEG_INFINITY, Vec::new())
        };
        let ours = fitted.llf();
        if rival > ours + TOLERANCE {
            lower += 1;
        }
        if ours > rival + TOLERANCE {
            higher += 1;
        }
        if most > ours + TOLERANCE {
            hidden += 1;
        }
        if rival.max(most) > ours + TOLERANCE {
            println!(
                "{}: {ours:.5}, rivals {:+.5}, starts {:+.5} at {there:.4?}, ours {:.4?}",
                case.label,
                rival - ours,
                most - ours,
                fitted.params().to_vec()
            );
        }
    }
    println!(
        "{cases} cases, {failed} refused; \
         {lower} lower than the rivals by more than {TOLERANCE}, {higher} higher; \
         {hidden} lower than {starts} starts; {milliseconds:.0} ms"
    );
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
