//! Files that callers send to be imported: kept sealed for a day, and imported in their turn, each
//! as the command line would, within the area of whoever sent it.

mod approving;
mod carrying;
mod reading;
mod rules;
mod running;
mod sending;
mod unpacking;

pub use approving::approve_import;
pub use reading::{
    VisibleImport, list_awaiting, list_imports, read_import, read_problem_sheet, read_problems,
};
pub use running::{expire, run, run_due};
pub use sending::{SentFile, send_file};

use chrono::TimeDelta;

/// How long a file, what was wrong with it, and the sheet that comes back are kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
