//! The hours of one working day, in microseconds since local midnight.

use std::ops::Range;

/// Two spans, the first before the second; neither is empty. A span includes its opening and not
/// its closing moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hours {
    morning: Range<i64>,
    afternoon: Range<i64>,
}

impl Hours {
    /// Creates the hours; `None` if a span is empty or the second begins before the first ends.
    pub(super) fn new(morning: Range<i64>, afternoon: Range<i64>) -> Option<Self> {
        let in_order =
            !morning.is_empty() && morning.end <= afternoon.start && !afternoon.is_empty();
        in_order.then_some(Self { morning, afternoon })
    }

    /// Returns the working time of a whole day.
    pub(super) fn length(&self) -> i64 {
        self.morning_length() + self.afternoon.end - self.afternoon.start
    }

    /// Returns the time at which the day ends.
    pub(super) fn closing(&self) -> i64 {
        self.afternoon.end
    }

    fn morning_length(&self) -> i64 {
        self.morning.end - self.morning.start
    }

    pub(super) fn contains(&self, time: i64) -> bool {
        self.morning.contains(&time) || self.afternoon.contains(&time)
    }

    pub(super) fn is_afternoon(&self, time: i64) -> bool {
        time >= self.afternoon.start
    }

    /// Returns the working time from midnight until `time`.
    pub(super) fn worked_until(&self, time: i64) -> i64 {
        let within = |span: &Range<i64>| time.clamp(span.start, span.end) - span.start;
        within(&self.morning) + within(&self.afternoon)
    }

    /// Returns the first time of day at which `worked` has passed, `0 < worked ≤ length`.
    pub(super) fn earliest(&self, worked: i64) -> i64 {
        if worked <= self.morning_length() {
            self.morning.start + worked
        } else {
            self.in_afternoon(worked)
        }
    }

    /// Returns the last time of day at which at most `worked` has passed, `0 ≤ worked < length`.
    pub(super) fn latest(&self, worked: i64) -> i64 {
        if worked < self.morning_length() {
            self.morning.start + worked
        } else {
            self.in_afternoon(worked)
        }
    }

    fn in_afternoon(&self, worked: i64) -> i64 {
        self.afternoon.start + worked - self.morning_length()
    }
}
