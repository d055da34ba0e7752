//! Maxima that are hard to find, on the levels of Lake Huron, 1875-1972, in feet, and the flow of
//! the Nile at Aswan, 1871-1970, in 10⁸ m³ (Brockwell and Davis 1991; Durbin and Koopman 2001).

#![allow(clippy::unwrap_used)]

use sarima::*;

#[rustfmt::skip]
const HURON: [f64; 98] = [
    580.38, 581.86, 580.97, 580.8, 579.79, 580.39, 580.42, 580.82, 581.4, 581.32,
    581.44, 581.68, 581.17, 580.53, 580.01, 579.91, 579.14, 579.16, 579.55, 579.67,
    578.44, 578.24, 579.1, 579.09, 579.35, 578.82, 579.32, 579.01, 579.0, 579.8,
    579.83, 579.72, 579.89, 580.01, 579.37, 578.69, 578.19, 578.67, 579.55, 578.92,
    578.09, 579.37, 580.13, 580.14, 579.51, 579.24, 578.66, 578.86, 578.05, 577.79,
    576.75, 576.75, 577.82, 578.64, 580.58, 579.48, 577.38, 576.9, 576.94, 576.24,
    576.84, 576.85, 576.9, 577.79, 578.18, 577.51, 577.23, 578.42, 579.61, 579.05,
    579.26, 579.22, 579.38, 579.1, 577.95, 578.12, 579.75, 580.85, 580.41, 579.96,
    579.61, 578.76, 578.18, 577.21, 577.13, 579.1, 578.25, 577.91, 576.89, 575.96,
    576.8, 577.68, 578.38, 578.52, 579.74, 579.31, 579.89, 579.96,
];

#[rustfmt::skip]
const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0,
    995.0, 935.0, 1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0,
    1100.0, 1210.0, 1150.0, 1250.0, 1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0,
    874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0, 1020.0, 1050.0, 969.0,
    831.0, 726.0, 456.0, 824.0, 702.0, 1120.0, 1100.0, 832.0, 764.0, 821.0,
    768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0,
    781.0, 865.0, 845.0, 944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0,
    649.0, 846.0, 812.0, 742.0, 801.0, 1040.0, 860.0, 874.0, 848.0, 890.0,
    744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0, 815.0,
    1020.0, 906.0, 901.0, 1170.0, 912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

fn llf(y: &[f64], order: [usize; 3], constant: Constant) -> f64 {
    let spec = Spec::new(Order::from(order), SeasonalOrder::none()).constant(constant);
    Sarima::new(spec).fit(y, &Exog::none()).unwrap().llf()
}

/// The better maximum is an autoregression of the level, almost differenced once too often. R's
/// `arima` stops at -107.57.
#[test]
fn a_series_differenced_once_too_often_is_seen_through() {
    let found = llf(&HURON, [1, 1, 1], Constant::None);
    assert!(found > -106.2983, "{found}");
}

/// A factor of either kind has its root at -1. R's `arima` stops at -630.17 with a warning, and
/// without the edge starts the search ended at -630.44.
#[test]
fn factors_that_cancel_on_the_circle_are_found() {
    let found = llf(&NILE, [2, 1, 2], Constant::None);
    assert!(found > -630.1547, "{found}");
}

/// With the same lags and a mean, adding a lag cannot make the maximum lower.
#[test]
fn more_lags_are_never_worse() {
    for y in [&HURON[..], &NILE[..]] {
        for (d, constant) in [(0, Constant::Mean), (1, Constant::None)] {
            for p in 0..=2 {
                for q in 0..=2 {
                    let here = llf(y, [p, d, q], constant);
                    for more in [[p + 1, d, q], [p, d, q + 1]] {
                        let there = llf(y, more, constant);
                        assert!(
                            there > here - 1e-4,
                            "{p},{d},{q}: {here}, {more:?}: {there}"
                        );
                    }
                }
            }
        }
    }
}
