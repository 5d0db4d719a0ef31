//! Folding of a text into one alphabet: one sign for each sort of separator, no remarks, Arabic
//! digits.

use super::beside::until_beside;
use super::brackets::without_brackets;
use super::counting::counted;
use super::form;
use super::glyph::{BLANK, plain};
use super::lead::without_lead;
use super::signs::signed;
use super::spacing::spaced;

/// Returns the characters of a text in one alphabet.
pub(super) fn fold(text: &str) -> Vec<char> {
    let plain = plain(text);
    let plain = form::address(&plain).unwrap_or(plain);
    let signed = signed(without_lead(&plain));
    let mut unbracketed = without_brackets(&signed);
    // 「金水苑3号楼」: what is in the brackets is all there is.
    if !unbracketed.iter().any(|character| character.is_alphanumeric()) {
        unbracketed = signed
            .iter()
            .map(|&sign| if matches!(sign, '(' | ')') { BLANK } else { sign })
            .collect();
    }
    let spaced = spaced(&unbracketed);
    counted(until_beside(&spaced))
}
