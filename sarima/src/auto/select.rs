//! The search over orders (Hyndman and Khandakar 2008).

use super::candidate::{Candidate, End, aicc, is_close_to_circle};
use super::differences;
use super::exact::exact;
use crate::constant::Constant;
use crate::error::FitError;
use crate::exog::Exog;
use crate::fit::sarima::{FittedSarima, Sarima};
use crate::order::{Order, SeasonalOrder};
use crate::prepare::prepare;
use crate::prepare::prepared::Prepared;
use crate::spec::Spec;
use crate::transform::Transform;

/// Limits of a search. The defaults are those of R's `auto.arima`.
///
/// ```
/// # use sarima::{AutoOptions, Exog, auto_order};
/// # let y: Vec<f64> = (0..96)
/// #     .map(|t| 10.0 + [5.0, 0.0, -2.0, -3.0][t % 4] + (t * 7919 % 11) as f64 / 11.0)
/// #     .collect();
/// let options = AutoOptions { d: Some(1), max_lags: 1, ..AutoOptions::default() };
/// let found = auto_order(&y, &Exog::none(), 4, &options)?;
/// assert!(found.candidates.iter().all(|c| c.order.d == 1 && c.order.p <= 1 && c.order.q <= 1));
/// # Ok::<(), sarima::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AutoOptions {
    /// Largest `p` and `q`, 5 by default.
    pub max_lags: usize,
    /// Largest `P` and `Q`, 2 by default.
    pub max_seasonal_lags: usize,
    /// Largest `p + q + P + Q` of the full search, 5 by default.
    pub max_order: usize,
    /// `d`, or `None` for repeated KPSS tests, at most 2.
    pub d: Option<usize>,
    /// `D`, or `None` for the seasonal strength, at most 1.
    pub seasonal_d: Option<usize>,
    /// Walk from neighbour to neighbour (default) rather than try every model.
    pub stepwise: bool,
    /// A mean or drift may be included, true by default.
    pub constant: bool,
    /// Largest number of models tried, 94 by default.
    pub max_models: usize,
    /// Transformation of the data.
    pub transform: Transform,
    /// Cut forecasts at zero.
    pub non_negative: bool,
}

impl Default for AutoOptions {
    fn default() -> Self {
        Self {
            max_lags: 5,
            max_seasonal_lags: 2,
            max_order: 5,
            d: None,
            seasonal_d: None,
            stepwise: true,
            constant: true,
            max_models: 94,
            transform: Transform::None,
            non_negative: false,
        }
    }
}

/// The most candidates that are fitted in full.
const CANDIDATES: usize = 5;

/// The chosen model, fitted, and the course of the search.
///
/// ```
/// # use sarima::{AutoOptions, Exog, auto_order};
/// # let y: Vec<f64> = (0..96)
/// #     .map(|t| 10.0 + [5.0, 0.0, -2.0, -3.0][t % 4] + (t * 7919 % 11) as f64 / 11.0)
/// #     .collect();
/// let options = AutoOptions { max_models: 3, ..AutoOptions::default() };
/// let found = auto_order(&y, &Exog::none(), 4, &options)?;
/// assert_eq!(found.candidates.len(), 3);
/// assert!(!found.complete);
/// let order = found.fitted.spec().order;
/// assert!(found.candidates.iter().any(|c| c.order == order));
/// # Ok::<(), sarima::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AutoFit {
    /// The chosen model.
    pub fitted: FittedSarima,
    /// Every model tried, in order.
    pub candidates: Vec<Candidate>,
    /// `true` if the search ended by itself, `false` if its budget ran out.
    pub complete: bool,
}

/// Chooses the orders of a seasonal ARIMA model by AICc and fits it.
///
/// `D` is 1 when an STL decomposition shows a strong season; `d` follows from repeated KPSS tests.
/// Then models are compared by exact likelihood: stepwise (Hyndman and Khandakar 2008), or all with
/// at most [`AutoOptions::max_order`] coefficients.
///
/// The best is fitted. A model whose fit fails or has a root within 0.1 % of the unit circle gives
/// way to the next best, of five at most; where all five have such a root the best of them is
/// taken. `s` is the season length, 1 for none. All columns of `exog` are used.
///
/// A series without noise (a constant, a line, a season that repeats exactly, perhaps along a line)
/// gets the model that continues it, with the variance of rounding errors.
///
/// # Errors
/// The errors of [`Sarima::fit`]: a series that is too short for any model or not finite.
///
/// # References
/// Hyndman and Khandakar (2008), "Automatic time series forecasting: the forecast package for R",
/// Journal of Statistical Software 27.
///
/// ```
/// use sarima::{AutoOptions, Exog, auto_order};
/// let y: Vec<f64> = (0..96)
///     .map(|t| 10.0 + [5.0, 0.0, -2.0, -3.0][t % 4] + (t * 7919 % 11) as f64 / 11.0)
///     .collect();
/// let found = auto_order(&y, &Exog::none(), 4, &AutoOptions::default())?;
/// assert_eq!(found.fitted.spec().seasonal_order.d, 1);
/// assert!(found.complete);
/// # Ok::<(), sarima::FitError>(())
/// ```
pub fn auto_order(
    endog: &[f64],
    exog: &Exog,
    s: usize,
    options: &AutoOptions,
) -> Result<AutoFit, FitError> {
    auto_order_until(endog, exog, s, options, &mut || false)
}

/// Like [`auto_order`], but ends early when `stop` returns `true`. It is asked before each model
/// but the first.
///
/// # Errors
/// The errors of [`auto_order`].
///
/// ```
/// use sarima::{AutoOptions, Exog, auto_order_until};
/// let y: Vec<f64> = (0..96).map(|t| (t * 7919 % 11) as f64).collect();
/// let found = auto_order_until(&y, &Exog::none(), 1, &AutoOptions::default(), &mut || true)?;
/// assert_eq!(found.candidates.len(), 1);
/// assert!(!found.complete);
/// # Ok::<(), sarima::FitError>(())
/// ```
pub fn auto_order_until(
    endog: &[f64],
    exog: &Exog,
    s: usize,
    options: &AutoOptions,
    stop: &mut dyn FnMut() -> bool,
) -> Result<AutoFit, FitError> {
    let plain = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none())
        .transform(options.transform)
        .non_negative(options.non_negative);
    let free = options.constant && options.d.is_none() && options.seasonal_d.is_none();
    if free
        && exog.is_empty()
        && let Some(fitted) = exact(&plain, endog, s)?
    {
        return Ok(AutoFit::of(fitted));
    }
    let mut search = Search::new(endog, exog, s, options, stop)?;
    if options.stepwise {
        search.stepwise();
    } else {
        search.full();
    }
    let fitted = search.fitted(endog)?;
    Ok(AutoFit {
        fitted,
        complete: !search.stopped,
        candidates: search.candidates,
    })
}

impl AutoFit {
    /// The only model that fits such a series.
    fn of(fitted: FittedSarima) -> Self {
        let spec = fitted.spec();
        let candidate = Candidate {
            order: spec.order,
            seasonal_order: spec.seasonal_order,
            constant: spec.constant,
            aicc: fitted.aicc(),
        };
        Self {
            fitted,
            candidates: vec![candidate],
            complete: true,
        }
    }
}

/// A model relative to the differences, which are fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Point {
    p: usize,
    q: usize,
    sp: usize,
    sq: usize,
    constant: bool,
}

impl Point {
    /// `true` if the other model is at most one step away in each direction.
    fn is_near(&self, other: &Self) -> bool {
        let lags = |x: &Self| [x.p, x.q, x.sp, x.sq];
        let both = lags(self).into_iter().zip(lags(other));
        both.map(|(a, b)| a.abs_diff(b)).all(|step| step <= 1)
    }
}

struct Search<'a> {
    exog: &'a Exog,
    options: &'a AutoOptions,
    stop: &'a mut dyn FnMut() -> bool,
    stopped: bool,
    s: usize,
    d: usize,
    seasonal_d: usize,
    /// Upper limits.
    max: Point,
    /// The data with and without constant, prepared once.
    prepared: [Option<Prepared>; 2],
    tried: Vec<Point>,
    candidates: Vec<Candidate>,
    best: Option<usize>,
    /// Ends of the searches of the successively best models.
    ends: Vec<(Point, End)>,
}

impl<'a> Search<'a> {
    fn new(
        endog: &'a [f64],
        exog: &'a Exog,
        s: usize,
        options: &'a AutoOptions,
        stop: &'a mut dyn FnMut() -> bool,
    ) -> Result<Self, FitError> {
        let values = stationary_part(endog, exog, options)?;
        let observed = endog.iter().filter(|v| !v.is_nan()).count();
        let seasonal_d = options
            .seasonal_d
            .unwrap_or_else(|| differences::seasonal(&values, s));
        let mut rest = values;
        for _ in 0..seasonal_d {
            rest = differences::difference(&rest, s);
        }
        let d = options
            .d
            .unwrap_or_else(|| differences::ordinary(rest, if seasonal_d > 0 { 1 } else { 2 }));
        let lags = options.max_lags.min(observed / 3);
        let seasonal_lags = if s > 1 {
            options.max_seasonal_lags.min(observed / 3 / s)
        } else {
            0
        };
        let mut this = Self {
            exog,
            options,
            stop,
            stopped: false,
            s: s.max(1),
            d,
            seasonal_d,
            max: Point {
                p: lags,
                q: lags,
                sp: seasonal_lags,
                sq: seasonal_lags,
                constant: options.constant && d + seasonal_d < 2,
            },
            prepared: [None, None],
            tried: Vec::new(),
            candidates: Vec::new(),
            best: None,
            ends: Vec::new(),
        };
        let plain = this.spec(&Point::default());
        this.prepared[0] = Some(prepare(&plain, endog, exog)?);
        if this.max.constant {
            let point = Point {
                constant: true,
                ..Point::default()
            };
            this.prepared[1] = prepare(&this.spec(&point), endog, exog).ok();
            this.max.constant = this.prepared[1].is_some();
        }
        Ok(this)
    }

    fn spec(&self, point: &Point) -> Spec {
        let constant = match (point.constant, self.d + self.seasonal_d) {
            (false, _) => Constant::None,
            (true, 0) => Constant::Mean,
            (true, _) => Constant::Drift,
        };
        let seasonal = if self.s > 1 {
            SeasonalOrder::new(point.sp, self.seasonal_d, point.sq, self.s)
        } else {
            SeasonalOrder::none()
        };
        Spec::new(Order::new(point.p, self.d, point.q), seasonal)
            .constant(constant)
            .exog(self.exog.names().iter().cloned())
            .transform(self.options.transform)
            .non_negative(self.options.non_negative)
    }

    /// The best candidate whose fit has no root close to the unit circle; if none does, the best
    /// that can be fitted.
    ///
    /// Candidates are judged by a quick search. The full fit may find a better maximum in a place
    /// that the rule excludes, so it is checked again.
    fn fitted(&self, endog: &[f64]) -> Result<FittedSarima, FitError> {
        let mut ranked: Vec<&Candidate> = self.candidates.iter().collect();
        ranked.retain(|c| c.aicc.is_finite());
        ranked.sort_by(|a, b| a.aicc.total_cmp(&b.aicc));
        let mut close = None;
        for candidate in ranked.into_iter().take(CANDIDATES) {
            let mut spec = self.spec(&Point::default());
            spec.order = candidate.order;
            spec.seasonal_order = candidate.seasonal_order;
            spec.constant = candidate.constant;
            let Ok(fitted) = Sarima::new(spec).fit(endog, self.exog) else {
                continue;
            };
            if !is_close_to_circle(&fitted) {
                return Ok(fitted);
            }
            close.get_or_insert(fitted);
        }
        if let Some(fitted) = close {
            return Ok(fitted);
        }
        // No candidate could be fitted. The error of the simplest model says what is wrong with the
        // series, if anything is.
        Sarima::new(self.spec(&Point::default())).fit(endog, self.exog)
    }

    /// Tries a model; `true` if it is the best so far.
    fn attempt(&mut self, point: Point) -> bool {
        if self.stopped || self.tried.contains(&point) {
            return false;
        }
        if !self.tried.is_empty() && (self.tried.len() >= self.options.max_models || (self.stop)())
        {
            self.stopped = true;
            return false;
        }
        self.tried.push(point);
        let spec = self.spec(&point);
        // The preparation was checked for the smallest model only; a short series may fail here.
        let enough = |p: &&Prepared| p.n_used > spec.n_params();
        let neighbour = self.ends.iter().rev().find(|(at, _)| at.is_near(&point));
        let (value, end) = self.prepared[usize::from(point.constant)]
            .as_ref()
            .filter(enough)
            .map_or((f64::INFINITY, None), |prepared| {
                aicc(&spec, prepared, neighbour.map(|(_, end)| end))
            });
        self.candidates.push(Candidate {
            order: spec.order,
            seasonal_order: spec.seasonal_order,
            constant: spec.constant,
            aicc: value,
        });
        let better = value.is_finite()
            && self
                .best
                .is_none_or(|best| value < self.candidates[best].aicc);
        if better {
            self.best = Some(self.candidates.len() - 1);
            self.ends.extend(end.map(|end| (point, end)));
        }
        better
    }

    fn stepwise(&mut self) {
        let Point {
            p,
            q,
            sp,
            sq,
            constant,
        } = self.max;
        let mut here = Point {
            p: p.min(2),
            q: q.min(2),
            sp: sp.min(1),
            sq: sq.min(1),
            constant,
        };
        self.attempt(here);
        let nothing = Point {
            constant,
            ..Point::default()
        };
        let starts = [
            nothing,
            Point {
                p: p.min(1),
                sp: sp.min(1),
                ..nothing
            },
            Point {
                q: q.min(1),
                sq: sq.min(1),
                ..nothing
            },
            Point::default(),
        ];
        for start in starts {
            if self.attempt(start) {
                here = start;
            }
        }
        while let Some(next) = self.neighbours(here).into_iter().find(|n| self.attempt(*n)) {
            here = next;
        }
    }

    /// Models one step away, seasonal ones first.
    fn neighbours(&self, at: Point) -> Vec<Point> {
        const STEPS: [(i32, i32); 8] = [
            (-1, 0),
            (0, -1),
            (1, 0),
            (0, 1),
            (-1, -1),
            (1, -1),
            (-1, 1),
            (1, 1),
        ];
        let moved = |v: usize, by: i32, max: usize| {
            let to = v as i32 + by;
            (0..=max as i32).contains(&to).then_some(to as usize)
        };
        let mut out = Vec::with_capacity(17);
        for (a, b) in STEPS {
            if let (Some(sp), Some(sq)) =
                (moved(at.sp, a, self.max.sp), moved(at.sq, b, self.max.sq))
            {
                out.push(Point { sp, sq, ..at });
            }
        }
        for (a, b) in STEPS {
            if let (Some(p), Some(q)) = (moved(at.p, a, self.max.p), moved(at.q, b, self.max.q)) {
                out.push(Point { p, q, ..at });
            }
        }
        if self.max.constant {
            out.push(Point {
                constant: !at.constant,
                ..at
            });
        }
        out
    }

    /// Every model with at most `max_order` coefficients, small ones first.
    fn full(&mut self) {
        let max = self.max;
        let mut points = Vec::new();
        for p in 0..=max.p {
            for q in 0..=max.q {
                for sp in 0..=max.sp {
                    for sq in 0..=max.sq {
                        if p + q + sp + sq > self.options.max_order {
                            continue;
                        }
                        for constant in [true, false] {
                            if constant && !max.constant {
                                continue;
                            }
                            points.push(Point {
                                p,
                                q,
                                sp,
                                sq,
                                constant,
                            });
                        }
                    }
                }
            }
        }
        for terms in 0..=self.options.max_order {
            let these = points.iter().filter(|x| x.p + x.q + x.sp + x.sq == terms);
            for point in these {
                self.attempt(*point);
            }
        }
    }
}

/// The transformed series with gaps filled, less its regression on `exog`.
fn stationary_part(
    endog: &[f64],
    exog: &Exog,
    options: &AutoOptions,
) -> Result<Vec<f64>, FitError> {
    let spec = Spec::new(Order::new(0, 0, 0), SeasonalOrder::none())
        .constant(Constant::Mean)
        .exog(exog.names().iter().cloned())
        .transform(options.transform);
    let prepared = prepare(&spec, endog, exog)?;
    let zero = vec![0.0; spec.n_regression()];
    let beta = prepared.regression(&zero);
    let mut values: Vec<f64> = endog.iter().map(|y| options.transform.apply(*y)).collect();
    for (b, column) in beta[1..].iter().zip(exog.columns()) {
        for (v, x) in values.iter_mut().zip(column) {
            *v -= b * x;
        }
    }
    let first = values.iter().position(|v| !v.is_nan()).unwrap_or(0);
    let last = values.iter().rposition(|v| !v.is_nan()).unwrap_or(0);
    Ok(differences::bridged(&values[first..=last]))
}
