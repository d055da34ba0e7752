//! Counters of requests and of generations, for Prometheus.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the duration histogram, in seconds.
const BUCKETS: [f64; 10] = [
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
];

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Labels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct GenerationLabels {
    workflow: String,
    generation: String,
}

/// All counters of one server.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    durations: Histogram,
    in_flight: Gauge,
    generations: Family<GenerationLabels, Gauge>,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Mutex::default(),
            requests: Family::default(),
            durations: Histogram::new(BUCKETS),
            in_flight: Gauge::default(),
            generations: Family::default(),
        };
        let mut registry = metrics
            .registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        registry.register(
            "hotcast_http_requests",
            "Requests answered",
            metrics.requests.clone(),
        );
        registry.register(
            "hotcast_http_request_duration_seconds",
            "Time until the answer starts",
            metrics.durations.clone(),
        );
        registry.register(
            "hotcast_http_requests_in_flight",
            "Requests being answered",
            metrics.in_flight.clone(),
        );
        registry.register(
            "hotcast_hotspots",
            "Hotspots of each current generation",
            metrics.generations.clone(),
        );
        drop(registry);
        metrics
    }
}

impl Metrics {
    fn observe(&self, labels: &Labels, duration: Duration) {
        self.requests.get_or_create(labels).inc();
        self.durations.observe(duration.as_secs_f64());
    }

    /// Replaces the gauges by those of the current generations: workflow, generation, hotspots.
    pub(crate) fn set_generations(&self, current: &[(String, String, usize)]) {
        self.generations.clear();
        for (workflow, generation, hotspots) in current {
            let labels = GenerationLabels {
                workflow: workflow.clone(),
                generation: generation.clone(),
            };
            self.generations
                .get_or_create(&labels)
                .set(i64::try_from(*hotspots).unwrap_or(i64::MAX));
        }
    }

    /// All counters in the OpenMetrics text format.
    pub(crate) fn text(&self) -> Result<String, std::fmt::Error> {
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// Counts a request under the route that it matched.
///
/// Paths and unusual methods are not labels: clients could then create any number of them.
pub(crate) async fn track(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("other", MatchedPath::as_str)
        .to_owned();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let _in_flight = InFlight::new(&metrics);
    let start = Instant::now();
    let response = next.run(request).await;
    let labels = Labels {
        method,
        route,
        status: response.status().as_u16(),
    };
    metrics.observe(&labels, start.elapsed());
    response
}

/// Counts a request as in flight until it is dropped, also when the client disconnects.
struct InFlight(Gauge);

impl InFlight {
    fn new(metrics: &Metrics) -> Self {
        let gauge = metrics.in_flight.clone();
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_that_is_no_longer_current_has_no_gauge() {
        let metrics = Metrics::default();
        metrics.set_generations(&[("city".to_owned(), "old".to_owned(), 2)]);
        metrics.set_generations(&[("city".to_owned(), "new".to_owned(), 3)]);
        let text = metrics.text().unwrap();
        assert!(text.contains(r#"hotcast_hotspots{workflow="city",generation="new"} 3"#));
        assert!(!text.contains("old"), "{text}");
    }

    #[test]
    fn a_dropped_request_is_not_in_flight() {
        let metrics = Metrics::default();
        let request = InFlight::new(&metrics);
        assert_eq!(metrics.in_flight.get(), 1);
        drop(request);
        assert_eq!(metrics.in_flight.get(), 0);
    }
}
