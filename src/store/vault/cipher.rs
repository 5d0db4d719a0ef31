//! Encryption of sealed data.
//!
//! Sealed bytes begin with the number of their algorithm, so that another one (SM4, say) can be
//! added here while stored data still open. Layout: number (1) ‖ nonce ‖ ciphertext ‖ tag.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};

use super::key::KeySecret;
use crate::error::{Error, Result};

const XCHACHA20_POLY1305: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Seals `plain` so that it opens only under the same key and for the same `context`.
///
/// A random nonce of 192 bits does not repeat in any number of messages that can be written.
pub(super) fn seal(key: &KeySecret, context: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; NONCE] = rand::random();
    let mut text = plain.to_vec();
    let tag = XChaCha20Poly1305::new(key.bytes().into())
        .encrypt_inout_detached(&XNonce::from(nonce), context, text.as_mut_slice().into())
        .map_err(|_| Error::internal("the text is too long to be sealed"))?;
    Ok([&[XCHACHA20_POLY1305], nonce.as_slice(), &text, &tag].concat())
}

/// Opens the output of [`seal`]. Fails if the key, the context or a single bit differs.
pub(super) fn open(key: &KeySecret, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
    match sealed.split_first() {
        Some((&XCHACHA20_POLY1305, rest)) => {
            let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
            let (text, tag) = rest.split_last_chunk::<TAG>().ok_or_else(damaged)?;
            let mut plain = text.to_vec();
            XChaCha20Poly1305::new(key.bytes().into())
                .decrypt_inout_detached(
                    &XNonce::from(*nonce),
                    context,
                    plain.as_mut_slice().into(),
                    &Tag::from(*tag),
                )
                .map_err(|_| damaged())?;
            Ok(plain)
        }
        Some((number, _)) => {
            Err(Error::internal(format!("sealed with algorithm {number}, which is unknown here")))
        }
        None => Err(damaged()),
    }
}

fn damaged() -> Error {
    Error::internal("sealed data do not open: wrong key, wrong place, or damaged")
}
