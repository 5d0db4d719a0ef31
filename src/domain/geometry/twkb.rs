//! Shapes as bytes: Tiny Well-Known Binary, <https://github.com/TWKB/Specification> (version 0.23),
//! with 7 decimals.

use super::Point;
use super::shape::{Shape, ShapeBuilder};

/// Bytes that are no shape written by [`Shape::to_twkb`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a boundary in Tiny Well-Known Binary, at byte {at}")]
pub struct InvalidTwkb {
    /// Position at which reading stopped.
    pub at: usize,
}

const POLYGON: u8 = 3;
const MULTI_POLYGON: u8 = 6;
/// 7 decimals, zigzag encoded, in the upper half of the type byte.
const PRECISION: u8 = 14 << 4;

impl Shape {
    /// Writes the shape in Tiny Well-Known Binary, without the optional attributes: about 4 bytes
    /// per vertex.
    pub fn to_twkb(&self) -> Vec<u8> {
        let polygons = self.polygons();
        let mut bytes = Vec::with_capacity(16 + 5 * self.vertices());
        if polygons.len() == 1 {
            bytes.extend([POLYGON | PRECISION, 0]);
        } else {
            bytes.extend([MULTI_POLYGON | PRECISION, 0]);
            write_varint(&mut bytes, polygons.len() as u64);
        }
        let mut before = (0, 0);
        for rings in polygons {
            write_varint(&mut bytes, rings.len() as u64);
            for ring in rings {
                write_varint(&mut bytes, ring.len() as u64);
                for point in ring {
                    let here = (i64::from(point.lon_e7), i64::from(point.lat_e7));
                    write_varint(&mut bytes, zigzag(here.0 - before.0));
                    write_varint(&mut bytes, zigzag(here.1 - before.1));
                    before = here;
                }
            }
        }
        bytes
    }

    /// Reads the shape that [`Shape::to_twkb`] wrote. Its validity is not checked again.
    ///
    /// # Errors
    /// [`InvalidTwkb`] for anything else: another type or precision, optional attributes, numbers
    /// out of range, rings of fewer than three points, bytes missing or left over.
    pub fn from_twkb(bytes: &[u8]) -> Result<Self, InvalidTwkb> {
        let mut reader = TwkbReader { bytes, at: 0, before: (0, 0) };
        let polygons = match reader.byte().zip(reader.byte()) {
            Some((kind, 0)) if kind == POLYGON | PRECISION => Some(1),
            Some((kind, 0)) if kind == MULTI_POLYGON | PRECISION => reader.varint(),
            _ => None,
        };
        let shape = polygons.and_then(|polygons| reader.shape(polygons));
        shape.filter(|_| reader.at == bytes.len()).ok_or(InvalidTwkb { at: reader.at })
    }
}

struct TwkbReader<'a> {
    bytes: &'a [u8],
    at: usize,
    before: (i64, i64),
}

impl TwkbReader<'_> {
    fn shape(&mut self, polygons: u64) -> Option<Shape> {
        let mut draft = ShapeBuilder::default();
        let mut ring = Vec::new();
        for _ in 0..polygons {
            let rings = self.varint().filter(|&rings| rings > 0)?;
            for _ in 0..rings {
                let points = self.varint().filter(|&points| points > 2)?;
                ring.clear();
                for _ in 0..points {
                    ring.push(self.point()?);
                }
                draft.ring(ring.iter().copied());
            }
            draft.end_polygon();
        }
        draft.finish()
    }

    fn point(&mut self) -> Option<Point> {
        let lon = self.before.0.checked_add(unzigzag(self.varint()?))?;
        let lat = self.before.1.checked_add(unzigzag(self.varint()?))?;
        self.before = (lon, lat);
        let within = |value: i64, limit: i32| {
            i32::try_from(value).ok().filter(|v| (-limit..=limit).contains(v))
        };
        Some(Point { lon_e7: within(lon, 1_800_000_000)?, lat_e7: within(lat, 900_000_000)? })
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }
}

fn write_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

fn zigzag(value: i64) -> u64 {
    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}
