//! A seeded series for tests.

use crate::constant::Constant;
use crate::distribution::Rng;
use crate::exog::Exog;
use crate::order::{Order, SeasonalOrder};
use crate::prepare::prepare;
use crate::prepare::prepared::Prepared;
use crate::spec::Spec;

/// (1,0,1)(0,0,1) with a season of 4 and a mean.
pub(super) fn spec() -> Spec {
    Spec::new(Order::new(1, 0, 1), SeasonalOrder::new(0, 0, 1, 4)).constant(Constant::Mean)
}

/// `y_t = 5 + 0.7 (y_{t-1} - 5) + e_t + 0.3 e_{t-1}`, 150 values, prepared for `spec`.
pub(super) fn prepared(spec: &Spec) -> Prepared {
    let mut random = Rng::new(7);
    let (mut deviation, mut before) = (0.0, 0.0);
    let mut next = || {
        let innovation = random.normal();
        deviation = 0.7 * deviation + innovation + 0.3 * before;
        before = innovation;
        5.0 + deviation
    };
    let y: Vec<f64> = (0..150).map(|_| next()).collect();
    prepare(spec, &y, &Exog::none()).unwrap()
}
