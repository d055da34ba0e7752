//! The two orders of a multiplicative seasonal ARIMA model.

use serde::{Deserialize, Serialize};

/// The non-seasonal order `(p, d, q)`.
///
/// `p` autoregressive lags, `d` differences (at most 2) and `q` moving-average lags.
///
/// ```
/// let order = sarima::Order::new(1, 1, 2);
/// assert_eq!((order.p, order.d, order.q), (1, 1, 2));
/// assert_eq!(order.to_string(), "(1,1,2)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "[usize; 3]", into = "[usize; 3]")]
pub struct Order {
    /// Number of autoregressive lags.
    pub p: usize,
    /// Number of ordinary differences, 0 to 2.
    pub d: usize,
    /// Number of moving-average lags.
    pub q: usize,
}

impl Order {
    /// The order `(p, d, q)`. Ranges are checked when a [`Spec`](crate::Spec) is used.
    ///
    /// ```
    /// let order = sarima::Order::new(2, 1, 0);
    /// assert_eq!((order.p, order.d, order.q), (2, 1, 0));
    /// ```
    pub const fn new(p: usize, d: usize, q: usize) -> Self {
        Self { p, d, q }
    }
}

impl From<[usize; 3]> for Order {
    fn from([p, d, q]: [usize; 3]) -> Self {
        Self { p, d, q }
    }
}

impl From<Order> for [usize; 3] {
    fn from(o: Order) -> Self {
        [o.p, o.d, o.q]
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({},{},{})", self.p, self.d, self.q)
    }
}

/// The seasonal order `(P, D, Q, s)`.
///
/// `P` seasonal autoregressive lags, `D` seasonal differences (at most 2), `Q` seasonal
/// moving-average lags, and the season length `s` (1 to 366; 1 means that there is no season).
///
/// ```
/// let season = sarima::SeasonalOrder::new(0, 1, 1, 12);
/// assert_eq!((season.p, season.d, season.q, season.s), (0, 1, 1, 12));
/// assert_eq!(season.to_string(), "(0,1,1,12)");
/// assert!(sarima::SeasonalOrder::none().is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "[usize; 4]", into = "[usize; 4]")]
pub struct SeasonalOrder {
    /// Number of seasonal autoregressive lags.
    pub p: usize,
    /// Number of seasonal differences, 0 to 2.
    pub d: usize,
    /// Number of seasonal moving-average lags.
    pub q: usize,
    /// Season length in periods, 1 to 366.
    pub s: usize,
}

impl SeasonalOrder {
    /// The seasonal order `(P, D, Q, s)`. Ranges are checked when a [`Spec`](crate::Spec) is used.
    ///
    /// ```
    /// let season = sarima::SeasonalOrder::new(1, 0, 2, 7);
    /// assert_eq!((season.p, season.d, season.q, season.s), (1, 0, 2, 7));
    /// ```
    pub const fn new(p: usize, d: usize, q: usize, s: usize) -> Self {
        Self { p, d, q, s }
    }

    /// No season: `(0, 0, 0, 1)`.
    ///
    /// ```
    /// use sarima::SeasonalOrder;
    /// assert_eq!(SeasonalOrder::none(), SeasonalOrder::new(0, 0, 0, 1));
    /// ```
    pub const fn none() -> Self {
        Self::new(0, 0, 0, 1)
    }

    /// `true` if the seasonal part is empty.
    ///
    /// ```
    /// use sarima::SeasonalOrder;
    /// assert!(SeasonalOrder::new(0, 0, 0, 12).is_none());
    /// assert!(!SeasonalOrder::new(0, 1, 0, 12).is_none());
    /// ```
    pub const fn is_none(&self) -> bool {
        self.p == 0 && self.d == 0 && self.q == 0
    }
}

impl Default for SeasonalOrder {
    fn default() -> Self {
        Self::none()
    }
}

impl From<[usize; 4]> for SeasonalOrder {
    fn from([p, d, q, s]: [usize; 4]) -> Self {
        Self { p, d, q, s }
    }
}

impl From<SeasonalOrder> for [usize; 4] {
    fn from(o: SeasonalOrder) -> Self {
        [o.p, o.d, o.q, o.s]
    }
}

impl std::fmt::Display for SeasonalOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({},{},{},{})", self.p, self.d, self.q, self.s)
    }
}
