//! The one table of error codes: identifier, code, HTTP status, Chinese and English text.
//! `docs/errors.md` is printed from it.

use super::Language;

macro_rules! codes {
    ($($name:ident $text:literal $status:literal $zh:literal $en:literal)+) => {
        /// What is wrong. The text of a variant is its documentation; `{name}` stands for a value.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $en] $name),+ }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as it is sent: lower-case ASCII.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The HTTP status an answer with this code has.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// The text, values still in braces.
            pub const fn text(self, language: Language) -> &'static str {
                match language {
                    Language::Chinese => match self { $(Self::$name => $zh),+ },
                    Language::English => match self { $(Self::$name => $en),+ },
                }
            }
        }
    };
}

codes! {
    // The HTTP request itself
    InvalidJson "invalid_json" 400 "请求内容不是有效的 JSON：{reason}" "The body is not valid JSON: {reason}"
    UnknownRoute "unknown_route" 404 "没有这个地址，请对照 /docs 检查路径" "There is no such route; compare the path with /docs"
    MethodNotAllowed "method_not_allowed" 405 "此地址不支持 {method}，可用：{allowed}" "{method} is not possible here; use {allowed}"
    BodyTooLarge "body_too_large" 413 "请求内容超过 {limit} 字节" "The body is over {limit} bytes"
    UnsupportedMediaType "unsupported_media_type" 415 "请以 application/json 提交" "Send the body as application/json"
    Unavailable "unavailable" 503 "服务暂时不可用，请稍后重试" "The service cannot answer now; try again later"
    Internal "internal" 500 "服务内部错误，请凭 request_id 联系管理员" "A fault inside the service; tell the administrator the request_id"

    // Values
    NotFound "not_found" 404 "找不到该对象，或不在您的职责范围内" "There is no such object in your scope"
    Required "required" 422 "必须填写" "A value is required"
    UnknownField "unknown_field" 422 "没有名为 {field} 的字段" "There is no field called {field}"
    InvalidValue "invalid_value" 422 "取值无效：{reason}" "The value is not valid: {reason}"
    TooLong "too_long" 422 "最多 {max} 个字" "At most {max} characters"
    OutOfRange "out_of_range" 422 "须在 {min} 与 {max} 之间" "Must be between {min} and {max}"

    // Coordinates and boundaries
    CoordinateNotFinite "coordinate_not_finite" 422 "坐标不是有限的数：请以度给出经度和纬度" "The coordinate is not a finite number: give longitude and latitude in degrees"
    CoordinateOutOfRange "coordinate_out_of_range" 422 "坐标 ({lon}, {lat}) 超出范围：经度须在 -180 与 180 之间，纬度须在 -90 与 90 之间" "The coordinate ({lon}, {lat}) is out of range: longitude must be between -180 and 180, latitude between -90 and 90"
    CoordinatesSwapped "coordinates_swapped" 422 "坐标 ({lon}, {lat}) 的经纬度似乎颠倒：请先写经度，后写纬度" "Longitude and latitude of ({lon}, {lat}) look swapped: give the longitude first"
    BoundaryEmpty "boundary_empty" 422 "边界中没有面：请至少给出一个环" "The boundary has no polygon: give at least one ring"
    BoundaryRingTooShort "boundary_ring_too_short" 422 "边界的环只有 {points} 个不同的点，至少须有 3 个" "A ring of the boundary has {points} distinct points; it needs at least 3"
    BoundaryZeroArea "boundary_zero_area" 422 "边界的环面积为零：请检查 ({lon}, {lat}) 附近的顶点" "A ring of the boundary encloses no area: check its vertices near ({lon}, {lat})"
    BoundaryCrossesItself "boundary_crosses_itself" 422 "边界在 ({lon}, {lat}) 处自相交、自相接或重叠：请修正该处的顶点" "The boundary crosses, meets or overlaps itself at ({lon}, {lat}): correct the vertices there"
    BoundaryHoleOutside "boundary_hole_outside" 422 "边界在 ({lon}, {lat}) 处的洞不在所属的面内：请移入或另列为面" "The hole at ({lon}, {lat}) is not inside its polygon: move it inside or give it as a polygon"
    BoundaryPartsOverlap "boundary_parts_overlap" 422 "边界的几个部分在 ({lon}, {lat}) 处重叠：请合并或分开" "Parts of the boundary overlap at ({lon}, {lat}): merge or separate them"
}
