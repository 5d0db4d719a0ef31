//! Share of texts that find their building group, by the kind of text: addresses of invented
//! compounds, each written in all the ways in which people write them.
//!
//! The compounds are made of the words of names, roads and kinds below, each with buildings or doors
//! in a grid of its own, so that any mistake shows as another grid. A text counts as found when it
//! goes to its building group, as open when it goes to a wider grid or nowhere, and as wrong when it
//! goes to another building group.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "written_addresses/district.rs"]
mod district;
#[path = "load/settings.rs"]
mod settings;
#[path = "written_addresses/spelling.rs"]
mod spelling;

use district::{District, Registered};
use spelling::{KINDS, Spelling};

/// What came of the texts of one kind.
#[derive(Default)]
struct Tally {
    found: usize,
    guessed: usize,
    open: Vec<String>,
    wrong: Vec<String>,
}

fn main() {
    let district = District::new();
    println!("{} addresses", district.registered.len());
    let mut all = Tally::default();
    for Spelling { name, write } in KINDS {
        let mut tally = Tally::default();
        for registered in &district.registered {
            write(registered).into_iter().for_each(|text| tally.count(&district, registered, text));
        }
        tally.print(name);
        all.add(tally);
    }
    all.print("all");
    all.wrong.iter().chain(&all.open).take(40).for_each(|text| println!("    {text}"));
}

impl Tally {
    fn count(&mut self, district: &District, registered: &Registered, text: String) {
        match district.goes(&text) {
            Some((group, is_guess)) if group == registered.group => {
                self.found += 1;
                self.guessed += usize::from(is_guess);
            }
            Some((group, _)) => {
                let other = &district.registered.iter().find(|other| other.group == group).unwrap();
                self.wrong.push(format!("{text:?} goes to {}", other.text));
            }
            None => self.open.push(format!("{text:?} of {}", registered.text)),
        }
    }

    fn add(&mut self, other: Self) {
        self.found += other.found;
        self.guessed += other.guessed;
        self.open.extend(other.open);
        self.wrong.extend(other.wrong);
    }

    fn print(&self, name: &str) {
        let count = self.found + self.open.len() + self.wrong.len();
        let share = 100.0 * self.found as f64 / count.max(1) as f64;
        let (guessed, open, wrong) = (self.guessed, self.open.len(), self.wrong.len());
        println!(
            "{name:<28} {count:>6} texts  found {share:>6.2} % (of them {guessed} as guesses)  open {open:>4}  wrong {wrong:>3}"
        );
    }
}
