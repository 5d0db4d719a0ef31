//! Metrics for Prometheus.

use crate::error::{Error, Result};
use actix_web::http::{Method, StatusCode};
use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use std::time::Duration;

/// Label of requests without a route.
pub(super) const UNMATCHED: &str = "unmatched";

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Metrics of one process. Others may register theirs.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    in_flight: IntGauge,
}

impl Metrics {
    /// Creates and registers the metrics, all at zero.
    ///
    /// # Errors
    /// [`Error::Internal`] when one cannot be registered.
    pub fn new() -> Result<Self> {
        let counted = Opts::new(
            "wangge_http_requests_total",
            "Requests answered, by route, method and class of status",
        );
        let timed = HistogramOpts::new(
            "wangge_http_request_duration_seconds",
            "Seconds until the answer began, by route",
        )
        .buckets(SECONDS.to_vec());
        let metrics = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(counted, &["route", "method", "status"])
                .map_err(Error::internal)?,
            durations: HistogramVec::new(timed, &["route", "method"]).map_err(Error::internal)?,
            in_flight: IntGauge::new("wangge_http_requests_in_flight", "Requests being answered")
                .map_err(Error::internal)?,
        };
        metrics.registry.register(Box::new(metrics.requests.clone())).map_err(Error::internal)?;
        metrics.registry.register(Box::new(metrics.durations.clone())).map_err(Error::internal)?;
        metrics.registry.register(Box::new(metrics.in_flight.clone())).map_err(Error::internal)?;
        Ok(metrics)
    }

    /// Returns the registry, for metrics of other parts of the process.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Formats all metrics in the text format of Prometheus.
    ///
    /// # Errors
    /// [`Error::Internal`] when they cannot be written.
    pub fn text(&self) -> Result<String> {
        TextEncoder::new().encode_to_string(&self.registry.gather()).map_err(Error::internal)
    }

    /// Counts a request as being answered until the guard is dropped.
    pub(super) fn enter(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts an answer and its duration.
    pub(super) fn answered(
        &self,
        route: &str,
        method: &Method,
        status: StatusCode,
        duration: Duration,
    ) {
        // Clients invent methods; each label value would stay for good.
        let method = match *method {
            Method::GET | Method::HEAD | Method::POST => method.as_str(),
            _ => "other",
        };
        let class = match status.as_u16() / 100 {
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.requests.with_label_values(&[route, method, class]).inc();
        self.durations.with_label_values(&[route, method]).observe(duration.as_secs_f64());
    }
}

/// Guard of a request that is being answered.
#[derive(Debug)]
pub(super) struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
