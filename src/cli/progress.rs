//! Progress bars and spinners, shown only on a terminal.

use crate::error::{Code, Problem, Result, file_reason};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{IsTerminal, Read, stderr, stdin};
use std::path::Path;
use std::time::Duration;

/// Interval of a spinner.
const TICK: Duration = Duration::from_millis(120);

/// Opens a file to read, `-` for the standard input, with a progress bar.
pub fn reading(path: &Path) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(stdin().lock()));
    }
    let unreadable = |fault: std::io::Error| {
        Problem::new(Code::FileUnreadable).with("reason", file_reason(path, &fault))
    };
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let bar = ProgressBar::with_draw_target(Some(length), target());
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    bar.set_message("读取 reading");
    Ok(Box::new(bar.wrap_read(file)))
}

/// Shows a spinner until the returned value is dropped.
pub fn working(on: &'static str) -> Working {
    let bar = ProgressBar::with_draw_target(None, target());
    bar.set_message(on);
    bar.enable_steady_tick(TICK);
    Working(bar)
}

/// A spinner that ends when it is dropped.
pub struct Working(ProgressBar);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn target() -> ProgressDrawTarget {
    if stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}
