//! Bounds on what a file that was sent unpacks to: narrower than those of an operator's, and in
//! proportion to its size.

use crate::error::{Code, Problem, Result, both};
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Maximum number of bytes that a file unpacks to.
const UNPACKED_MAX: u64 = 128 << 20;

/// Number of times that a file may grow when it is unpacked; small files may grow more.
const RATIO_MAX: u64 = 100;

/// Number of bytes up to which it does not matter how much a file grows.
const SMALL: u64 = 8 << 20;

/// Returns the file, without its compression if all of it is compressed.
///
/// # Errors
/// [`Code::FileOverLimit`]; a damaged archive is left to its reader.
pub(super) fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>> {
    let packed = bytes.len() as u64;
    let max = UNPACKED_MAX.min(SMALL.max(packed.saturating_mul(RATIO_MAX)));
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let read = MultiGzDecoder::new(bytes.as_slice()).take(max + 1).read_to_end(&mut plain);
        return match read {
            Err(_) => Ok(bytes),
            Ok(size) => within(size as u64, max).map(|()| plain),
        };
    }
    if bytes.starts_with(b"PK")
        && let Ok(mut archive) = ZipArchive::new(Cursor::new(&bytes))
    {
        let mut size = 0;
        for index in 0..archive.len() {
            // The sizes in the directory are not trusted.
            let Ok(part) = archive.by_index(index) else { break };
            size +=
                std::io::copy(&mut part.take(max + 1 - size), &mut std::io::sink()).unwrap_or(0);
            within(size, max)?;
        }
    }
    Ok(bytes)
}

fn within(found: u64, max: u64) -> Result<()> {
    if found <= max {
        return Ok(());
    }
    Err(Problem::new(Code::FileOverLimit)
        .with("what", both("解压后的字节数", "bytes when unpacked"))
        .with("max", max)
        .with("found", found)
        .into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn gzipped(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn zipped(plain: &[u8]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("part.xml", SimpleFileOptions::default()).unwrap();
        archive.write_all(plain).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_file_grows_so_much_and_no_more() {
        let blank = vec![b' '; 9 << 20];
        for packed in [gzipped(&blank), zipped(&blank)] {
            assert!(unpacked(packed).unwrap_err().is(Code::FileOverLimit));
        }
        let few = vec![b' '; 7 << 20];
        assert_eq!(unpacked(gzipped(&few)).unwrap(), few);
        assert_eq!(unpacked(zipped(&few)).unwrap(), zipped(&few));
        assert_eq!(unpacked(b"a,b\n".to_vec()).unwrap(), b"a,b\n");
        let mut damaged = gzipped(b"a,b\n");
        damaged.truncate(12);
        assert_eq!(unpacked(damaged.clone()).unwrap(), damaged);
    }
}
