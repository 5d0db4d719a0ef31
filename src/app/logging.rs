//! The log of the process.

use crate::config::{LogFormat, LogSettings};
use tracing_subscriber::EnvFilter;

/// Writes log lines to the error stream from now on. A second call changes nothing.
pub fn log_to(log: &LogSettings) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Only the first caller of a process decides.
    let _ = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
