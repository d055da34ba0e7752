//! The standard normal distribution.

use super::gamma::chi_squared_upper;

/// `1/√(2π)`.
const INVERSE_ROOT_TAU: f64 = 0.398_942_280_401_432_7;

/// The density at `z`.
pub(crate) fn normal_density(z: f64) -> f64 {
    INVERSE_ROOT_TAU * (-0.5 * z * z).exp()
}

/// `Φ(z)`, which keeps its digits far below the mean.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    // The square of a standard normal quantity is chi-squared with one degree of freedom. Beyond 40
    // standard deviations nothing is left, and the tail of infinity is not a number.
    let tail = match z.abs() < 40.0 {
        true => 0.5 * chi_squared_upper(z * z, 1.0),
        false => 0.0,
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// `Φ⁻¹(p)` for `p` in (0, 1), to about 16 digits.
///
/// # References
/// Wichura (1988), *Algorithm AS 241: the percentage points of the normal distribution*, Applied
/// Statistics 37, 477-484.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let magnitude = if r <= 5.0 {
        ratio(r - 1.6, &MIDDLE)
    } else {
        ratio(r - 5.0, &FAR)
    };
    magnitude.copysign(q)
}

/// Numerator and denominator of a rational approximation, constant term first.
type Rational = [[f64; 8]; 2];

fn ratio(x: f64, rational: &Rational) -> f64 {
    let [top, bottom] = rational.map(|c| c.iter().rev().fold(0.0, |sum, c| sum * x + c));
    top / bottom
}

const CENTRE: Rational = [
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
];

const MIDDLE: Rational = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

const FAR: Rational = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_quantiles() {
        for p in [1e-100, 1e-20, 1e-5, 0.025, 0.3, 0.5, 0.7, 0.99] {
            let found = normal_cdf(normal_quantile(p));
            assert!((found / p - 1.0).abs() < 1e-11, "{p} {found}");
        }
        assert_eq!(normal_cdf(f64::NEG_INFINITY), 0.0);
        assert_eq!(normal_cdf(f64::INFINITY), 1.0);
        assert!((normal_density(1.0) - 0.241_970_724_519_143_4).abs() < 1e-16);
    }

    #[test]
    fn quantiles_equal_published_values() {
        // scipy.stats.norm.ppf
        let known = [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.975, 1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813),
            (1e-10, -6.361_340_902_404_056),
            (1e-20, -9.262_340_089_798_409),
            (1e-300, -37.047_096_299_361_2),
        ];
        for (p, z) in known {
            let found = normal_quantile(p);
            assert!(
                (found - z).abs() <= 1e-14 * z.abs().max(1.0),
                "{p} {found} {z}"
            );
        }
        assert!((normal_quantile(0.025) + normal_quantile(0.975)).abs() < 1e-14);
    }
}
