//! Properties that hold whatever happens in whatever order.

mod holders;
mod posts;
mod races;
mod reassignments;
