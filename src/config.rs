//! Configuration: `config/default.toml` states every setting and its default; a file, the
//! environment and flags override it in this order.

mod layer;
mod nearest;

pub use layer::{Layer, Sources};

use crate::domain::secret_text::SecretText;
use crate::error::{Problem, Result};
use layer::LayeredSettings;
use serde::{Deserialize, Deserializer};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Every setting, its default, and a comment on each.
pub const DEFAULT: &str = include_str!("../config/default.toml");

/// The whole configuration. The comments of `config/default.toml` describe the settings for
/// operators.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    /// The database.
    pub database: DatabaseSettings,
    /// The HTTP server.
    pub server: ServerSettings,
    /// Signing in.
    pub auth: AuthSettings,
    /// Key files.
    pub keys: KeyFiles,
    /// Limits on requests.
    pub limits: RequestLimits,
    /// Tolerances and limits of the rules.
    pub rules: RuleSettings,
    /// Files of the town.
    pub files: TownFiles,
    /// The log.
    pub log: LogSettings,
}

/// The database.
#[derive(Debug, Clone, Deserialize)]
pub struct DatabaseSettings {
    /// URL; may hold a password.
    #[serde(deserialize_with = "secret")]
    pub url: SecretText,
    /// Number of connections that read.
    pub readers: u32,
    /// Number of connections that write; PostgreSQL only.
    pub writers: u32,
    /// Writes that SQLite commits together; 1 switches group commit off.
    pub group_limit: usize,
}

/// The HTTP server.
#[derive(Debug, Clone, Deserialize)]
pub struct ServerSettings {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// True if a proxy of ours names the client, in `X-Forwarded-For`, `Forwarded` or `X-Real-IP`.
    pub trust_proxy: bool,
    /// True if plain HTTP may be served off loopback.
    pub allow_plain_http: bool,
    /// True if `/metrics` answers other machines.
    pub open_metrics: bool,
}

/// Signing in.
#[derive(Debug, Clone, Deserialize)]
pub struct AuthSettings {
    /// The issuer in access tokens.
    pub issuer: String,
    /// The audience in access tokens.
    pub audience: String,
    /// Lifetime of an access token, in minutes.
    pub access_minutes: u32,
    /// Days after which an unused session ends.
    pub refresh_days: u32,
    /// Memory to hash a password, in KiB.
    pub argon2_memory_kib: u32,
    /// Passes over that memory.
    pub argon2_iterations: u32,
    /// True if staff need a second factor.
    pub totp_required: bool,
    /// Lifetime of a code sent to a phone, in minutes.
    pub code_minutes: u32,
    /// Program that sends codes to phones; `None`: the log.
    #[serde(deserialize_with = "optional")]
    pub code_command: Option<PathBuf>,
    /// True if codes may be written to the log.
    pub allow_log_sender: bool,
    /// Codes that may be sent to one phone per hour.
    pub codes_per_phone_per_hour: u32,
}

/// Key files.
#[derive(Debug, Clone, Deserialize)]
pub struct KeyFiles {
    /// The keys that protect personal data.
    pub vault: PathBuf,
    /// The keys that sign access tokens.
    pub tokens: PathBuf,
}

/// Limits on requests.
#[derive(Debug, Clone, Deserialize)]
pub struct RequestLimits {
    /// Requests per minute from one client address without signing in.
    pub address_per_minute: NonZeroU32,
    /// Attempts per minute to sign in from one client address.
    pub sign_in_per_minute: NonZeroU32,
    /// Codes that one client address may ask for per hour.
    pub codes_per_address_per_hour: NonZeroU32,
    /// Places per minute that one client address may look up without signing in.
    pub locate_per_minute: NonZeroU32,
    /// Requests per minute of one account.
    pub account_per_minute: NonZeroU32,
    /// Suggestions, replays and reports per minute of one account.
    pub reckonings_per_minute: NonZeroU32,
    /// Largest body in bytes where a route states no other.
    pub body_bytes: usize,
    /// Seconds within which a body must arrive.
    pub body_deadline_s: u32,
    /// Minimum bytes per second at which a body must arrive.
    pub body_min_bytes_per_s: u32,
    /// Minimum bytes per second at which a client must read an answer.
    pub answer_min_bytes_per_s: u32,
    /// Seconds for which bodies and answers may be slower.
    pub slow_grace_s: u32,
    /// Bodies that one client may send at the same time.
    pub bodies_per_client: usize,
    /// Bodies that all clients may send at the same time.
    pub bodies_at_once: usize,
    /// Seconds within which the head of the first request of a connection must arrive.
    pub head_deadline_s: u32,
    /// Maximum seconds from the first byte of a request to the first byte of its answer.
    pub exchange_deadline_s: u32,
}

/// Tolerances and limits of the rules.
#[derive(Debug, Clone, Deserialize)]
pub struct RuleSettings {
    /// Tolerance in metres within which a point that no grid covers goes to the nearest one.
    pub nearest_tolerance_m: f64,
    /// Square metres up to which overlaps, gaps and overhangs of boundaries are ignored.
    pub overlap_tolerance_m2: f64,
    /// Minimum area in square metres of a grid drawn by a change set.
    pub min_grid_area_m2: f64,
    /// Square metres that the repair of an invalid boundary may change.
    pub repair_tolerance_m2: f64,
    /// Open requests moved by a change from which a second person must agree; 0: any number.
    pub approval_requests: usize,
    /// Units changed by it from which a second person must agree; 0: any number.
    pub approval_units: usize,
    /// Households in them from which a second person must agree; 0: any number.
    pub approval_households: usize,
    /// Days of silence after which a resolved request closes.
    pub auto_close_days: u32,
    /// Working hours that a ticket from above must have left to be returned.
    pub upstream_return_margin_hours: u32,
}

/// Files of the town; `None`: the built-in one.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TownFiles {
    /// Levels of grids.
    #[serde(deserialize_with = "optional")]
    pub levels: Option<PathBuf>,
    /// Categories of requests.
    #[serde(deserialize_with = "optional")]
    pub categories: Option<PathBuf>,
    /// Skills that people can have.
    #[serde(deserialize_with = "optional")]
    pub skills: Option<PathBuf>,
    /// Working hours and holidays.
    #[serde(deserialize_with = "optional")]
    pub calendar: Option<PathBuf>,
    /// Template of what the platform above is told.
    #[serde(deserialize_with = "optional")]
    pub report_back: Option<PathBuf>,
    /// Templates of replies at once.
    #[serde(deserialize_with = "optional")]
    pub reply_templates: Option<PathBuf>,
}

/// The log.
#[derive(Debug, Clone, Deserialize)]
pub struct LogSettings {
    /// Format of log lines.
    pub format: LogFormat,
    /// Filter of what is logged, in the syntax of `tracing_subscriber::EnvFilter`.
    pub filter: String,
}

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// The least and the greatest value of every number.
const RANGES: &[(&str, i64, i64)] = &[
    ("database.readers", 1, 64),
    ("database.writers", 1, 64),
    ("database.group_limit", 1, 64),
    ("auth.access_minutes", 1, 60),
    ("auth.refresh_days", 1, 365),
    ("auth.argon2_memory_kib", 8_192, 1_048_576),
    ("auth.argon2_iterations", 1, 10),
    ("auth.code_minutes", 1, 60),
    ("auth.codes_per_phone_per_hour", 1, 100),
    ("limits.address_per_minute", 1, 1_000_000),
    ("limits.sign_in_per_minute", 1, 1_000_000),
    ("limits.codes_per_address_per_hour", 1, 10_000),
    ("limits.locate_per_minute", 1, 1_000_000),
    ("limits.account_per_minute", 1, 1_000_000),
    ("limits.reckonings_per_minute", 1, 1_000_000),
    ("limits.body_bytes", 1_024, 16_777_216),
    ("limits.body_deadline_s", 1, 3_600),
    ("limits.body_min_bytes_per_s", 1, 1_000_000),
    ("limits.answer_min_bytes_per_s", 1, 1_000_000),
    ("limits.slow_grace_s", 1, 60),
    ("limits.bodies_per_client", 1, 10_000),
    ("limits.bodies_at_once", 1, 100_000),
    ("limits.head_deadline_s", 1, 60),
    ("limits.exchange_deadline_s", 10, 3_600),
    ("rules.nearest_tolerance_m", 0, 1_000),
    ("rules.overlap_tolerance_m2", 0, 10_000),
    ("rules.min_grid_area_m2", 0, 1_000_000),
    ("rules.repair_tolerance_m2", 0, 1_000_000),
    ("rules.approval_requests", 0, 1_000_000),
    ("rules.approval_units", 0, 1_000_000),
    ("rules.approval_households", 0, 10_000_000),
    ("rules.auto_close_days", 1, 90),
    ("rules.upstream_return_margin_hours", 0, 40),
];

impl Config {
    /// Reads all layers. Returns the configuration, and a problem for each key that is no setting.
    ///
    /// # Errors
    /// [`crate::error::Code::ConfigUnreadable`], [`crate::error::Code::ConfigSyntax`],
    /// [`crate::error::Code::ConfigType`] and [`crate::error::Code::ConfigRange`]; each names the
    /// key and the layer.
    pub fn load(sources: &Sources) -> Result<(Self, Vec<Problem>)> {
        let mut settings = LayeredSettings::defaults()?;
        let strangers = settings.overlay(sources)?;
        settings.check(RANGES)?;
        Ok((settings.typed()?, strangers))
    }
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretText, D::Error> {
    String::deserialize(deserializer).map(SecretText::from)
}

/// Deserialises an optional value: TOML has no null, so an empty text is `None`.
fn optional<'de, D: Deserializer<'de>, T: From<String>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok((!text.is_empty()).then(|| text.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn load(
        file: &str,
        environment: &[(&str, &str)],
        flags: &[(&'static str, &str)],
    ) -> Result<(Config, Vec<Problem>), Vec<Problem>> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let sources = Sources {
            file: Some(("town.toml".into(), file.to_owned())),
            environment: environment.iter().map(own).collect(),
            flags: flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect(),
        };
        Config::load(&sources).map_err(|error| match error {
            crate::error::Error::Refused(problems) => problems,
            other => unreachable!("{other}"),
        })
    }

    #[test]
    fn later_layers_override_earlier_ones() -> Result<(), Vec<Problem>> {
        let file = "[database]\nreaders = 2\nwriters = 2\nurl = \"sqlite://file\"\n[rules]\nnearest_tolerance_m = 2.5";
        let environment = [
            ("WANGGE_DATABASE_URL", "postgres://u:secret@h/n"),
            ("WANGGE_DATABASE_WRITERS", "3"),
            ("HOME", "/"),
        ];
        let (config, strangers) =
            load(file, &environment, &[("database.writers", "5"), ("server.trust_proxy", "true")])?;
        assert_eq!(config.database.url.expose(), "postgres://u:secret@h/n");
        assert_eq!(
            (config.database.readers, config.database.writers, config.database.group_limit),
            (2, 5, 64)
        );
        assert!(config.server.trust_proxy && config.files.levels.is_none() && strangers.is_empty());
        assert!((config.rules.nearest_tolerance_m - 2.5).abs() < f64::EPSILON);
        assert!(!format!("{config:?}").contains("secret"));
        Ok(())
    }

    #[test]
    fn what_is_no_setting_is_named_with_the_nearest_that_is() -> Result<(), Vec<Problem>> {
        let (_, strangers) = load(
            "[server]\nlisten_on = \"x\"\n[databse]\nurl = \"x\"",
            &[("WANGGE_LOG_FORMATS", "json"), ("WANGGE_TEST_POSTGRES", "x")],
            &[],
        )?;
        let named: Vec<_> = strangers
            .iter()
            .map(|problem| (problem.pointer.as_str(), problem.params["nearest"].as_str()))
            .collect();
        let expected = [
            ("databse.url", Some("database.url")),
            ("server.listen_on", Some("server.listen")),
            ("WANGGE_LOG_FORMATS", Some("WANGGE_LOG_FORMAT")),
        ];
        assert_eq!(named, expected);
        Ok(())
    }

    #[test]
    fn every_wrong_value_is_told_with_key_and_layer() {
        let wrong = |file: &str, environment: &[(&str, &str)]| {
            let problems = load(file, environment, &[]).err().unwrap_or_default();
            let layer = |problem: &Problem| {
                problem
                    .params
                    .get("layer")
                    .and_then(|layer| layer.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            problems
                .iter()
                .map(|problem| (problem.code, problem.pointer.clone(), layer(problem)))
                .collect::<Vec<_>>()
        };
        let expected = |code, key: &str, layer: &str| (code, key.to_owned(), layer.to_owned());
        assert_eq!(wrong("[log", &[]), [expected(Code::ConfigSyntax, "", "town.toml")]);
        assert_eq!(
            wrong(
                "[database]\nreaders = 0\nwriters = \"many\"",
                &[("WANGGE_AUTH_TOTP_REQUIRED", "maybe")]
            ),
            [
                expected(Code::ConfigType, "database.writers", "town.toml"),
                expected(Code::ConfigType, "auth.totp_required", "WANGGE_AUTH_TOTP_REQUIRED"),
            ]
        );
        assert_eq!(
            wrong("[database]\nreaders = 0", &[("WANGGE_RULES_AUTO_CLOSE_DAYS", "91")]),
            [
                expected(Code::ConfigRange, "database.readers", "town.toml"),
                expected(
                    Code::ConfigRange,
                    "rules.auto_close_days",
                    "WANGGE_RULES_AUTO_CLOSE_DAYS"
                ),
            ]
        );
        assert_eq!(
            wrong("[log]\nformat = \"xml\"", &[]),
            [expected(Code::ConfigType, "log.format", "town.toml")]
        );
        assert_eq!(
            wrong("", &[("WANGGE_SERVER_LISTEN", "8080")]),
            [expected(Code::ConfigType, "server.listen", "WANGGE_SERVER_LISTEN")]
        );
    }

    #[test]
    fn a_flag_is_called_as_it_is_typed() {
        assert_eq!(Layer::Flag("database.url").to_string(), "--database-url");
    }

    #[test]
    fn every_setting_has_a_comment_and_every_number_a_range() -> Result<()> {
        let lines: Vec<&str> = DEFAULT.lines().collect();
        for pair in
            lines.windows(2).filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#'))
        {
            assert!(pair[0].starts_with('#'), "{} has no comment", pair[1]);
        }
        let settings = LayeredSettings::defaults()?;
        settings.check(RANGES)?;
        let numbers: Vec<&str> = settings.numbers().collect();
        let mut ranged: Vec<&str> = RANGES.iter().map(|(key, ..)| *key).collect();
        ranged.sort_unstable();
        assert_eq!(numbers, ranged);
        Ok(())
    }
}
