//! Properties over random worlds and orders.
