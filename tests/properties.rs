//! Properties that hold whatever happens in whatever order.

mod answering;
mod holders;
mod past;
mod posts;
mod races;
mod reassignments;
