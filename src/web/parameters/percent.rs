//! Percent-encoding (RFC 3986, section 2.1).

use crate::error::{Code, Result};
use actix_web::http::Uri;

/// Checks that a URL decodes to UTF-8.
///
/// # Errors
/// [`Code::MalformedUrl`]
pub fn check(uri: &Uri) -> Result<()> {
    let text = uri.path_and_query().map_or("", |both| both.as_str());
    if !text.contains('%') {
        return Ok(());
    }
    let bytes = bytes(text, false).ok_or(Code::MalformedUrl)?;
    std::str::from_utf8(&bytes).map(|_| ()).map_err(|_| Code::MalformedUrl.into())
}

/// Decodes a part of a URL that [`check`] has accepted; in a query `+` is a space.
pub fn decoded(text: &str, plus_is_space: bool) -> String {
    if !text.contains(['%', '+']) {
        return text.to_owned();
    }
    bytes(text, plus_is_space)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| text.to_owned())
}

fn bytes(text: &str, plus_is_space: bool) -> Option<Vec<u8>> {
    let mut rest = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            b'+' if plus_is_space => b' ',
            other => other,
        });
    }
    Some(decoded)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_and_refuses() {
        assert_eq!(decoded("%E7%BD%91%E6%A0%BC+a%2Bb", true), "网格 a+b");
        assert_eq!(decoded("a+b", false), "a+b");
        for (uri, good) in [
            ("/a%20b?c=%e7%bd%91", true),
            ("/%ff", false),
            ("/?q=%E7%BD", false),
            ("/%2", false),
            ("/%zz", false),
        ] {
            assert_eq!(check(&Uri::from_static(uri)).is_ok(), good, "{uri}");
        }
    }
}
