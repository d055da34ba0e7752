//! Any text is a model document or is refused; a model forecasts without a panic and is written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sarima::{Exog, Model};

const HORIZON: usize = 3;

fuzz_target!(|text: &str| {
    let Ok(model) = Model::from_json(text) else {
        return;
    };
    let again = Model::from_json(&model.to_json()).expect("what was written is read");
    assert_eq!(again.to_json(), model.to_json());
    let names = model.exog_names().to_vec();
    let exog = if names.is_empty() {
        Exog::none()
    } else {
        let columns = vec![vec![1.0; HORIZON]; names.len()];
        Exog::new(names, columns).expect("columns of one length")
    };
    // A model whose forecasts overflow is refused, which is as good as an answer.
    let _ = model.forecast(HORIZON, &[0.8, 0.95], &exog);
});
