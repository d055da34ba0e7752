//! The numbers by which a search was tuned, in one place.
//!
//! None of these changes the value of a maximum; they decide where searches begin and when they
//! stop. A larger margin follows more starts, which finds a better maximum on a few series and
//! costs time on all. Three commands of the repository measure both sides, and each field names
//! those that show its effect:
//!
//! | command | what it counts |
//! |---|---|
//! | `just bench-maxima` | fits below R's `arima` on R's own series, with orders up to (3,0,3) |
//! | `just bench-hard` | fits below gretl on simulated series with roots anywhere |
//! | `just bench-sarima` | milliseconds a fit on monthly, daily and weekly series |
//!
//! `docs/likelihood.md` holds their latest results.
//!
//! Units: a margin is a difference of log-likelihoods, a "rough" one of conditional
//! log-likelihoods, which cost an eighth and serve for comparisons only. A distance is the largest
//! difference between two points' reflection coefficients, which lie in (-1, 1).

/// A thorough search also looks for maxima that the coarse grid does not lead to.
pub(super) const WIDE: bool = cfg!(feature = "wide-search");

/// The values in use.
pub(super) const TUNING: Tuning = Tuning {
    basins: Basins {
        close_levels: 60.0,
        close_differences: 3.0,
        remote: 15.0,
        most: 2,
        most_rich: 8,
    },
    grid: Grid {
        many: 4,
        thin_levels: Thin {
            anywhere: 80.0,
            in_basin: 8.0,
        },
        thin_differences: Thin {
            anywhere: 5.0,
            in_basin: 5.0,
        },
        promising: 4,
    },
    everywhere: Everywhere {
        starts: 8,
        scatter: 32,
        kept: 16,
        radius: 0.98,
    },
    regression: Regression {
        close_levels: 20.0,
        close_differences: 60.0,
        near: 0.4,
        far: 0.6,
        joined: 3.0,
    },
    edges: Edges {
        glance: 50.0,
        close: 6.0,
        stable: -0.5,
    },
    cancelling: Cancelling {
        distance: 0.5,
        close: 10.0,
        most: 3,
        level: -0.9,
        same: 0.03,
    },
    second_look: SecondLook {
        glance: 2.5,
        close: 5.0,
        most: 3,
        most_rich: 6,
    },
    alike: 0.1,
    rivals: Rivalry {
        same: 0.005,
        along: 0.8,
        no_better: 1e-6,
        early: Patience {
            iterations: 2,
            share: 3.0,
        },
        late: Patience {
            iterations: 6,
            share: 2.0,
        },
        hidden: Patience {
            iterations: 20,
            share: 2.0,
        },
    },
};

/// All of them.
pub(super) struct Tuning {
    pub(super) basins: Basins,
    pub(super) grid: Grid,
    pub(super) everywhere: Everywhere,
    pub(super) regression: Regression,
    pub(super) edges: Edges,
    pub(super) cancelling: Cancelling,
    pub(super) second_look: SecondLook,
    /// Distance. A point of the lists this near to the maximum is skipped: none has ever led to a
    /// better one. Smaller repeats searches. `just bench-hard`, `just bench-sarima`.
    pub(super) alike: f64,
    pub(super) rivals: Rivalry,
}

/// The choice among basins of the coarse grid ([`search`](super::search)).
pub(super) struct Basins {
    /// Log-likelihood. Models on levels, and all with several lags, follow a second basin whose
    /// best grid point is at most this much worse. On 1,000 seeded count series this was the
    /// smallest value that found the best of 72 starts, but for one series in 500; a hopeless
    /// second search stops early. `just bench-hard`, `just bench-sarima`.
    pub(super) close_levels: f64,
    /// Log-likelihood. The same with differencing, where the grid's order is nearly that of the
    /// maxima. `just bench-hard`, `just bench-sarima`.
    pub(super) close_differences: f64,
    /// Rough log-likelihood. A basin this much lower is left alone, which saves a search on two
    /// thirds of the daily series; wherever the second basin had the better maximum (47 of 764
    /// searches) it was at most 10 lower. `just bench-sarima`, `just bench-hard`.
    pub(super) remote: f64,
    /// Basins followed in all. `just bench-sarima`.
    pub(super) most: usize,
    /// The same for models with several lags where the search is not wide, so that nothing else
    /// follows. `just test-wasm` bounds its time.
    pub(super) most_rich: usize,
}

/// The likelihoods spent before the first search ([`starts`](super::starts)).
pub(super) struct Grid {
    /// Pairs of factors. A grid of so many is thinned out by rough values; for a smaller one these
    /// cost as much as they save. `just bench-sarima`.
    pub(super) many: usize,
    /// The margins on levels.
    pub(super) thin_levels: Thin,
    /// The margins with differencing.
    pub(super) thin_differences: Thin,
    /// Points of the wider grid, best first by rough values, whose likelihood is evaluated; only
    /// models with several lags have them. `just bench-maxima`.
    pub(super) promising: usize,
}

/// Margins by which a grid's points may be lower and stay. Smaller margins save likelihoods and may
/// lose the basin of the best maximum. `just bench-hard`, `just bench-sarima`.
#[derive(Clone, Copy)]
pub(super) struct Thin {
    /// Rough log-likelihood, below the best of all.
    pub(super) anywhere: f64,
    /// Rough log-likelihood, below the best of the same basin.
    pub(super) in_basin: f64,
}

/// Searches of models with several lags, which have many maxima with nearly cancelling roots.
/// They make (2,1,2)(0,1,1)₁₂ take some eighty times as long as (1,1,1)(1,1,1)₁₂.
/// `just bench-maxima`, `just bench-hard`.
pub(super) struct Everywhere {
    /// Starts a coefficient that are followed.
    pub(super) starts: usize,
    /// Points scattered over the stationary and invertible region.
    pub(super) scatter: usize,
    /// The best of these, which join the starts.
    pub(super) kept: usize,
    /// Largest reflection coefficient among them, below 1: on the circle a search cannot leave.
    pub(super) radius: f64,
}

/// The start by regression ([`hannan_rissanen`](super::hannan_rissanen)).
/// `just bench-maxima`, `just bench-hard`; its cost is in `just bench-sarima`.
pub(super) struct Regression {
    /// Log-likelihood. Followed when it is at most this much worse than the maximum, on levels.
    pub(super) close_levels: f64,
    /// Log-likelihood. The same with differencing.
    pub(super) close_differences: f64,
    /// Distance. This near to the maximum it is the same.
    pub(super) near: f64,
    /// Distance. A start farther than this from the begins and ends of all searches is followed
    /// even without a barrier in between.
    pub(super) far: f64,
    /// Rough log-likelihood. A start belongs to the maximum if the value half-way there is this
    /// much higher. Where such a start had led to a better maximum the difference was at most 1.
    pub(super) joined: f64,
}

/// Factors close to the circle and to each other, where a maximum is too narrow for a grid.
/// `just bench-maxima`, `just bench-hard`.
pub(super) struct Edges {
    /// Rough log-likelihood. A point at most this much below the maximum has its likelihood
    /// evaluated.
    pub(super) glance: f64,
    /// Log-likelihood. It is followed when that is at most this much worse.
    pub(super) close: f64,
    /// Reflection coefficient. A seasonal moving average beyond this means that the season hardly
    /// changes, and no other seasonal edge is tried.
    pub(super) stable: f64,
}

/// Pairs of factors that nearly cancel, which explain little where they are. Trying other places
/// halved the number of simulated series on which gretl is better. `just bench-hard`.
pub(super) struct Cancelling {
    /// Distance. Two first reflection coefficients this close nearly cancel.
    pub(super) distance: f64,
    /// Log-likelihood. A point with others in their place is followed when it is at most this much
    /// worse.
    pub(super) close: f64,
    /// Number of them that are followed.
    pub(super) most: usize,
    /// Reflection coefficient. An autoregression beyond this, in the internal sign, and apart from
    /// its moving average by `same`, is a level that changes slowly. That is a common,
    /// well-determined model, so it is exempt.
    pub(super) level: f64,
    /// Distance. The least between such an autoregression and its moving average.
    pub(super) same: f64,
}

/// Places around a maximum, with either the seasonal or the other factors kept.
/// `just bench-maxima`, `just bench-hard`; its cost is in `just bench-sarima`.
pub(super) struct SecondLook {
    /// Rough log-likelihood. A point at most this much below the maximum has its likelihood
    /// evaluated.
    pub(super) glance: f64,
    /// Log-likelihood. It is followed when that is at most this much worse.
    pub(super) close: f64,
    /// Number of them that are followed.
    pub(super) most: usize,
    /// The same with several lags.
    pub(super) most_rich: usize,
}

/// Margins for giving up a search for the sake of a better one ([`rivals`](super::rivals)). Giving
/// up late costs time, giving up early can lose the better maximum. `just bench-sarima`,
/// `just bench-hard`.
pub(super) struct Rivalry {
    /// Distance in the search's coordinates. Points this close are the same.
    pub(super) same: f64,
    /// Cosine between a step and the way to another minimum, in the metric of the quadratic model.
    /// Above this the step leads there.
    pub(super) along: f64,
    /// Log-likelihood. A search that arrives where an earlier one ended goes on only if it expects
    /// to improve on the best by more than this.
    pub(super) no_better: f64,
    /// The first patience of a search that makes sure of the obvious.
    pub(super) early: Patience,
    /// Its second, final patience.
    pub(super) late: Patience,
    /// The patience of a search for what is hidden.
    pub(super) hidden: Patience,
}

/// A search is hopeless if after this many iterations it still expects too small a gain.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Iterations granted.
    pub(super) iterations: usize,
    /// The search goes on while this multiple of the gain that the quadratic model promises reaches
    /// the rival's value.
    pub(super) share: f64,
}
