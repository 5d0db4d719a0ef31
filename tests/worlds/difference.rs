//! What somebody learned who should not have.

use super::secret::Secret;
use super::step::Step;
use std::fmt;

/// What the adversary learned, and how.
#[derive(Debug, Clone)]
pub struct Difference {
    pub secret: Secret,
    pub adversary: &'static str,
    pub steps: Vec<Step>,
    /// The route of the last call, and where its answers differ.
    pub route: String,
    pub found: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?} is told to {} by {}", self.secret, self.adversary, self.route)?;
        for found in self.found.iter().take(12) {
            writeln!(f, "    {found}")?;
        }
        for step in &self.steps {
            match step {
                Step::Call(call) => {
                    write!(f, "  {:>3} {} {}", call.number, call.method, call.uri)?;
                    for (name, value) in &call.headers {
                        write!(f, " {name}={value}")?;
                    }
                    writeln!(f, " {}", call.body.as_deref().unwrap_or_default())?;
                }
                Step::Event(event) => writeln!(f, "      {event:?}")?,
            }
        }
        Ok(())
    }
}
