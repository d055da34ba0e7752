//! The likelihood of models with many moving-average roots close to the unit circle: its evaluation
//! without a filter loses digits there, and must be checked.

#![allow(clippy::unwrap_used)]

mod density;
mod double_double;

use density::dense;
use sarima::{
    Exog, Order, Params, Sarima, SeasonalOrder, Spec, concentrated_log_likelihood, log_likelihood,
};

/// Noise.
const Y: [f64; 48] = [
    -0.4961606428607516,
    0.0,
    -1.078176721584831,
    -1.004234320641694,
    0.3309224661178107,
    1.6656278277686176,
    -0.3879506683940292,
    -0.7600058008596812,
    1.7721378720221768,
    -1.8307060684473826,
    -1.4047504185247908,
    1.9274048517889122,
    0.8668927473454111,
    -0.8445298129282364,
    1.9287429272832206,
    0.0,
    -1.2112176561239016,
    -0.8454281093911102,
    1.412063636612482,
    1.916355390858672,
    0.47027124051374564,
    -0.6460355990171517,
    -1.2070491345372023,
    1.1454274767559733,
    -0.653927952310127,
    -0.7962441923457404,
    1.4873245077409671,
    1.4372239309610972,
    0.6352325806460309,
    1.6092999920333453,
    0.2266983197758118,
    1.2460928133017422,
    -0.8488383780383963,
    -1.2787507528546431,
    -0.6598483072733404,
    -1.5100303225950535,
    0.6859203952845825,
    -0.48194022568856565,
    -1.9981976557808525,
    0.0,
    -0.5993583451587609,
    0.0,
    0.0,
    0.0,
    1.5859216949610897,
    0.0,
    0.0,
    -0.4970212745914198,
];

/// Six moving-average roots within 7 % of the unit circle, four of them at -1, where autoregressive
/// roots nearly cancel them.
fn close() -> (Spec, Params) {
    let spec = Spec::new(Order::new(5, 2, 2), SeasonalOrder::new(0, 0, 2, 2));
    let params = Params {
        ar: vec![
            -3.246130770359579,
            -4.132356842633404,
            -2.5733839165382717,
            -0.7727139902969895,
            -0.0778802184359644,
        ],
        ma: vec![1.9624357279534084, 0.9905983588229251],
        seasonal_ma: vec![-1.8475070258723445, 0.8510074323384114],
        sigma2: 0.7384031383811968,
        ..Params::default()
    };
    (spec, params)
}

/// A fifth-order moving average with roots at -0.95, multiplied by seasonal ones.
fn without_autoregression() -> (Spec, Params) {
    let spec = Spec::new(Order::new(0, 0, 5), SeasonalOrder::new(0, 0, 1, 2));
    let params = Params {
        ma: vec![4.75, 9.025, 8.57375, 4.0725312, 0.77378094],
        seasonal_ma: vec![-0.9],
        sigma2: 2.0,
        ..Params::default()
    };
    (spec, params)
}

#[test]
fn the_likelihood_is_exact_where_the_moving_average_hardly_decays() {
    for (spec, params) in [close(), without_autoregression()] {
        let (exact, _) = dense(&spec, &params, &Y).unwrap();
        let ours = log_likelihood(&spec, &params, &Y, &Exog::none()).unwrap();
        assert!((ours - exact).abs() < 1e-4, "{ours} {exact}");
    }
}

#[test]
fn the_concentrated_likelihood_is_the_maximum() {
    let (spec, params) = without_autoregression();
    let (llf, filled) = concentrated_log_likelihood(&spec, &params, &Y, &Exog::none()).unwrap();
    let at = |sigma2: f64| {
        let params = Params {
            sigma2,
            ..filled.clone()
        };
        dense(&spec, &params, &Y).unwrap().0
    };
    assert!((llf - at(filled.sigma2)).abs() < 1e-4, "{llf}");
    for factor in [0.99, 1.01] {
        assert!(at(filled.sigma2 * factor) < llf, "{factor}");
    }
}

#[test]
fn the_likelihood_that_a_fit_states_is_that_of_its_parameters() {
    let (spec, _) = close();
    let fitted = Sarima::new(spec.clone()).fit(&Y, &Exog::none()).unwrap();
    let (exact, _) = dense(&spec, fitted.params(), &Y).unwrap();
    assert!((exact + 70.451_961_658).abs() < 1e-3, "{exact}");
    assert!((fitted.llf() - exact).abs() < 1e-4);
    let again = log_likelihood(&spec, fitted.params(), &Y, &Exog::none()).unwrap();
    assert!((again - exact).abs() < 1e-4, "{again} {exact}");
}

/// Over-differenced noise: the moving average has four roots at 1 and two at -1.
#[test]
fn fits_to_differences_of_noise_state_their_likelihood() {
    let mut state = 7u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let spec = Spec::new(Order::new(0, 2, 5), SeasonalOrder::new(0, 2, 2, 2));
    for case in 0..6 {
        let y: Vec<f64> = (0..250).map(|_| 4.0 * uniform() - 2.0).collect();
        let fitted = Sarima::new(spec.clone()).fit(&y, &Exog::none()).unwrap();
        let (exact, _) = dense(&spec, fitted.params(), &y).unwrap();
        let error = (fitted.llf() - exact).abs();
        assert!(error < 2e-4, "{case}: {error}");
    }
}
