//! Properties that hold whatever happens in whatever order.

mod answering;
mod holders;
mod moves;
mod partakers;
mod past;
mod posts;
mod races;
mod reassignments;
