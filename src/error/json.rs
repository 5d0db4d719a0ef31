//! Words of problems for JSON.

use serde_json::{Value, json};

/// Form of a value, as it is or should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonForm {
    /// `null`
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
    /// A string that is a UUID.
    Uuid,
    /// A string that is an instant of RFC 3339.
    Instant,
    /// A string that is a date.
    Date,
    /// A string that is a time of day.
    Time,
    /// Lists of positions, each of longitude and latitude.
    Coordinates,
    /// A form that only the reference describes.
    Described,
}

impl JsonForm {
    /// Returns the JSON type of a value.
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }

    /// Returns its words: for programs the type or format of JSON Schema; Chinese; English.
    pub const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Null => ("null", "空值", "null"),
            Self::Boolean => ("boolean", "true 或 false", "true or false"),
            Self::Integer => ("integer", "整数", "an integer"),
            Self::Number => ("number", "数字", "a number"),
            Self::Text => ("string", "文本", "a text"),
            Self::List => ("array", "列表", "a list"),
            Self::Object => ("object", "对象", "an object"),
            Self::Uuid => ("uuid", "标识（UUID）", "an identifier (UUID)"),
            Self::Instant => (
                "date-time",
                "带时差的时刻，如 2026-03-02T09:00:00+08:00",
                "an instant with its offset, such as 2026-03-02T09:00:00+08:00",
            ),
            Self::Date => ("date", "日期，如 2026-03-02", "a date, such as 2026-03-02"),
            Self::Time => ("time", "钟点，如 09:30", "a time of day, such as 09:30"),
            Self::Coordinates => {
                ("coordinates", "[经度, 纬度] 的嵌套列表", "nested lists of [longitude, latitude]")
            }
            Self::Described => {
                ("described", "接口文档（/docs）所写的取值", "what the reference at /docs says")
            }
        }
    }
}

impl From<JsonForm> for Value {
    fn from(form: JsonForm) -> Self {
        let (value, zh, en) = form.words();
        json!({ "value": value, "zh": zh, "en": en })
    }
}

/// Returns the name of a member as it is written in a JSON pointer (RFC 6901).
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
