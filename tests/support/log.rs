//! What is written to the log by the thread of a test, as lines of JSON.
//!
//! Whether anybody listens to a line is decided once in a process, by whoever writes the line first:
//! a subscriber of one thread alone may never hear lines that another thread wrote first. So there
//! is one subscriber for all, from the first application on, and only who listens gets lines.

use std::cell::RefCell;
use std::io::{Result, Write};
use std::sync::Once;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::prelude::*;

thread_local! {
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Lets tests listen to what is written from now on.
pub fn begin() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let listening = dynamic_filter_fn(|_, _| LINES.with_borrow(Option::is_some));
        let layer = tracing_subscriber::fmt::layer().json().with_writer(|| LinesWriter);
        let all = tracing_subscriber::registry().with(layer.with_filter(listening));
        // A benchmark may have one of its own.
        let _ = all.try_init();
    });
}

/// Somebody who reads what their own thread writes to the log.
pub struct Listener;

impl Listener {
    pub fn new() -> Self {
        begin();
        LINES.set(Some(Vec::new()));
        Self
    }

    /// Everything that was written meanwhile.
    pub fn text(&self) -> String {
        LINES.with_borrow(|lines| String::from_utf8(lines.clone().unwrap()).unwrap())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        LINES.set(None);
    }
}

struct LinesWriter;

impl Write for LinesWriter {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        LINES.with_borrow_mut(|lines| lines.as_mut().unwrap().write(bytes))
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
