//! Reads the referrals of a file.

use crate::domain::category::question::Referral;
use crate::domain::rule_file::{Item, Section};

/// Maximum numbers of a referral.
const MOST_NUMBERS: usize = 5;
/// Maximum characters of a text.
const TEXT_MAX: usize = 300;

/// The referrals of a file, by their codes.
pub(super) struct Referrals(Vec<(String, Referral)>);

impl Referrals {
    pub(super) fn read(file: &mut Section<'_>) -> Self {
        let mut known = Self(Vec::new());
        for item in file.repeated("referral") {
            let referral = item.section(|section| known.next(section));
            known.0.extend(referral);
        }
        known
    }

    fn next(&self, section: &mut Section<'_>) -> Option<(String, Referral)> {
        let code = section.required("code");
        let text = section.required("text");
        let numbers = section.required("numbers");
        let code =
            code.and_then(|item| item.new_code(self.0.iter().map(|(code, _)| code.as_str())));
        let text = text.and_then(|item| item.short_label(TEXT_MAX));
        let numbers = numbers.and_then(|item| item.list_of(1..=MOST_NUMBERS));
        let numbers = numbers
            .map(|numbers| numbers.iter().map(Item::service_number).collect::<Option<Vec<_>>>());
        Some((code?, Referral { text: text?, numbers: numbers?? }))
    }

    /// Returns the referral that a value names.
    pub(super) fn named(&self, item: &Item<'_>) -> Option<Referral> {
        let code = item.code()?;
        let found =
            self.0.iter().find(|(known, _)| *known == code).map(|(_, referral)| referral.clone());
        found.or_else(|| {
            let codes: Vec<&str> = self.0.iter().map(|(code, _)| code.as_str()).collect();
            item.expected(
                if codes.is_empty() { "[[referral]] code".to_owned() } else { codes.join(" | ") }
                    .as_str(),
            )
        })
    }
}
