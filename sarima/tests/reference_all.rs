//! Every case of the reference collection, when it is present beside the repository.

use sarima::*;
use serde_json::Value;

fn numbers(v: &Value) -> Vec<f64> {
    v.as_array()
        .map(|a| a.iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect())
        .unwrap_or_default()
}

fn uints(v: &Value) -> Vec<usize> {
    numbers(v).into_iter().map(|x| x as usize).collect()
}

#[test]
fn every_reference_case_is_reached() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/reference/sarima.json"
    );
    let path = std::env::var("HOTCAST_REFERENCE").unwrap_or(path.to_owned());
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no reference collection");
        return;
    };
    let doc: Value = serde_json::from_str(&text).unwrap();
    let mut bad = Vec::new();
    for (id, case) in doc["cases"].as_object().unwrap() {
        let y = numbers(&case["values"]);
        let o = uints(&case["order"]);
        let so = uints(&case["seasonal_order"]);
        let constant = match case["constant"].as_str() {
            Some("mean") => Constant::Mean,
            Some("drift") => Constant::Drift,
            _ => Constant::None,
        };
        let x = numbers(&case["xreg"]);
        let mut spec = Spec::new(
            Order::new(o[0], o[1], o[2]),
            SeasonalOrder::new(so[0], so[1], so[2], so[3]),
        )
        .constant(constant);
        let mut exog = Exog::none();
        if !x.is_empty() {
            spec = spec.exog(["xreg"]);
            exog = Exog::new(["xreg"], vec![x]).unwrap();
        }
        let c = &case["consensus"];
        let coef = c["coef"].as_object().unwrap();
        let params = Params::from_named(&spec, |name| {
            let key = match name {
                "sigma2" => return c["sigma2"].as_f64(),
                n if n.starts_with("ar.S") => {
                    format!("sar{}", n[6..].parse::<usize>().unwrap() / so[3])
                }
                n if n.starts_with("ma.S") => {
                    format!("sma{}", n[6..].parse::<usize>().unwrap() / so[3])
                }
                n => n.replace(".L", ""),
            };
            coef[&key].as_f64()
        })
        .unwrap();
        let expected = c["loglik"].as_f64().unwrap();
        let at = log_likelihood(&spec, &params, &y, &exog).unwrap();
        let started = std::time::Instant::now();
        let fitted = Sarima::new(spec.clone()).fit(&y, &exog).unwrap();
        let elapsed = started.elapsed();
        let tolerance = if y.iter().any(|v| v.is_nan()) {
            1e-6
        } else {
            1e-8
        };
        let se: Vec<String> = fitted
            .std_errors()
            .iter()
            .map(|s| s.map_or("-".into(), |v| format!("{v:.5}")))
            .collect();
        let r_se = case["R"]["r_tight"]["se"].as_object();
        let ok = (at - expected).abs() <= tolerance * expected.abs()
            && fitted.llf() >= expected - 1e-4
            && fitted.nobs() as f64 == c["nobs_used"].as_f64().unwrap();
        println!(
            "{} {id:28} at {:+.1e} fit {:+.2e} it {} conv {} {:?} {:?}\n   se {:?}\n   r  {:?}",
            if ok { "ok " } else { "BAD" },
            (at - expected) / expected.abs(),
            fitted.llf() - expected,
            fitted.iterations(),
            fitted.converged(),
            elapsed,
            fitted.params().to_vec(),
            se.join(" "),
            r_se.map(|m| m
                .iter()
                .map(|(k, v)| format!("{k}={:.5}", v.as_f64().unwrap_or(f64::NAN)))
                .collect::<Vec<_>>()
                .join(" ")),
        );
        if !ok {
            bad.push(id.clone());
        }
    }
    assert!(bad.is_empty(), "{bad:?}");
}
