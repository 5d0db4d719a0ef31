//! Probe of whether the database takes writes, made while nobody writes and shown to Prometheus.

use crate::error::{Error, Result};
use crate::store::{Db, Outage};
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{IntGaugeVec, Opts};
use std::time::Duration;

/// Interval between trial writes while writes succeed: nobody else may be writing.
const WELL: Duration = Duration::from_secs(10);
/// Interval between trial writes while they fail.
const DEGRADED: Duration = Duration::from_secs(2);

/// Tries a write at intervals, so that a full disk is known before somebody's request is refused.
pub(super) async fn watch(db: Db) {
    loop {
        db.try_write().await;
        actix_web::rt::time::sleep(if db.outage().is_some() { DEGRADED } else { WELL }).await;
    }
}

/// The gauge `wangge_writable`, computed when it is read.
pub(super) struct Writable {
    db: Db,
    gauge: IntGaugeVec,
}

impl Writable {
    /// Creates the gauge of a database.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be made.
    pub fn new(db: &Db) -> Result<Self> {
        let options = Opts::new(
            "wangge_writable",
            "1 while the database takes writes, else 0 with the reason",
        );
        let gauge = IntGaugeVec::new(options, &["reason"]).map_err(Error::internal)?;
        Ok(Self { db: db.clone(), gauge })
    }
}

impl Collector for Writable {
    fn desc(&self) -> Vec<&Desc> {
        self.gauge.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let outage = self.db.outage();
        self.gauge.reset();
        self.gauge
            .with_label_values(&[outage.map_or("ok", Outage::as_str)])
            .set(outage.is_none().into());
        self.gauge.collect()
    }
}
