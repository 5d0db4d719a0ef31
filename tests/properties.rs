//! Properties that hold whatever happens in whatever order.

mod holders;
mod past;
mod posts;
mod races;
mod reassignments;
