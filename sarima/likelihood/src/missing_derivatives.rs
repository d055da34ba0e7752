//! The derivatives of [`gradient`](crate::gradient) for a likelihood by the filter for missing
//! values.

use crate::evaluate::Evaluator;
use crate::filter::W;
use crate::gaps::Gaps;
use crate::gradient::Differentiator;
use crate::linalg;
use crate::missing::Filter;
use crate::missing_gradient::{Series, Slopes, add_gradient, completed};

impl Differentiator {
    /// Adds the derivatives with respect to the whole polynomials, and leaves the completed series
    /// for the Gauss-Newton matrix.
    pub(crate) fn add_missing(
        &mut self,
        eval: &Evaluator<'_>,
        filter: &Filter,
        gaps: &Gaps,
    ) -> Option<()> {
        let mut series = Vec::with_capacity(eval.columns.dummies + 1);
        for k in 0..eval.columns.dummies {
            let mut weights = vec![0.0; k + 1];
            weights[k] = 1.0;
            eval.back_substitute(k + 1, &mut weights);
            series.push(combination(eval, filter, 1.0, &weights));
        }
        let scale = eval.columns.n_eff() as f64 / eval.s;
        series.push(combination(eval, filter, scale, &eval.residual_weights()));
        let mut slopes = Slopes {
            ar: &mut self.full.ar,
            ma: &mut self.full.ma,
        };
        let backward = add_gradient(
            filter,
            &eval.arma,
            gaps,
            &series,
            &mut slopes,
            &mut self.smoother,
        )?;
        let (x, v) = completed(filter, &eval.arma, &backward)?;
        for (row, value) in self.ext.iter_mut().zip(x.iter().rev().chain(&v)) {
            row[1] = *value;
        }
        Some(())
    }

    /// Gauss-Newton approximation to the Hessian of half the value.
    pub(crate) fn missing_gauss_newton(
        &mut self,
        eval: &Evaluator<'_>,
        filter: &Filter,
    ) -> Vec<f64> {
        let n = eval.columns.n;
        let k = eval.arma.shape.count();
        let count = eval.columns.data.len();
        self.sensitivity.resize(k.div_ceil(W) * n, [0.0; W]);
        let mut means = Vec::new();
        let mut rows: Vec<(Vec<f64>, Vec<f64>)> = Vec::with_capacity(k);
        for i in 0..k {
            if i % W == 0 {
                self.sensitivities(eval, i / W);
            }
            let group = &self.sensitivity[i / W * n..][..n];
            let d: Vec<f64> = group.iter().map(|row| row[i % W]).collect();
            // Innovations of complete data become those that the filter starts from.
            let mut e = d.clone();
            for &lag in eval.arma.ma_lags.iter().filter(|lag| **lag < n) {
                linalg::axpy(eval.arma.ma_full[lag], &d[..n - lag], &mut e[lag..]);
            }
            filter.filter(&mut e, &mut means);
            let mut products: Vec<f64> = Vec::with_capacity(count - 1);
            for u in 0..count - 1 {
                let gram = &eval.gram[u * count..u * count + u + 1];
                let direct = filter.product(&e, &filter.innovations[u]);
                products.push((direct - linalg::dot(&products, &gram[..u])) * gram[u]);
            }
            rows.push((e, products));
        }
        let scale = eval.columns.n_eff() as f64 / eval.s;
        let mut h = vec![0.0; k * k];
        for (i, (e, p)) in rows.iter().enumerate() {
            for (j, (f, q)) in rows.iter().enumerate().take(i + 1) {
                let v = scale * (filter.product(e, f) - linalg::dot(p, q));
                h[i * k + j] = v;
                h[j * k + i] = v;
            }
        }
        h
    }
}

fn combination(eval: &Evaluator<'_>, filter: &Filter, weight: f64, weights: &[f64]) -> Series {
    let n = eval.columns.n;
    let mut series = Series {
        weight,
        values: vec![0.0; n],
        innovations: vec![0.0; n],
    };
    for (u, w) in weights.iter().enumerate() {
        linalg::axpy(*w, &eval.columns.data[u], &mut series.values);
        linalg::axpy(*w, &filter.innovations[u], &mut series.innovations);
    }
    series
}
