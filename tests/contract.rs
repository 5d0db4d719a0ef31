//! What holds for every route, field, parameter, list and version that the route table and the
//! OpenAPI document know. What is added later joins by itself.

mod bounds;
mod characters;
mod fields;
mod furnished;
mod lists;
mod parameters;
mod prose;
mod samples;
mod values;
mod versions;
mod words;
