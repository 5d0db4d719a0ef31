//! `wangge init`

use super::context::{RunContext, actor, block_on};
use super::output::line;
use super::{logins, progress};
use crate::domain::datum::Datum;
use crate::domain::geometry::{Effort, Shape};
use crate::domain::login_name::LoginName;
use crate::error::{Code, Error, Problem, Result, system_reason};
use crate::service::credentials::token::key_file as token_keys;
use crate::service::import::reader::geojson;
use crate::service::init::{FoundingMember, TownBeginning, init};
use crate::store::connection::Location;
use crate::store::vault::KeyFile;
use crate::store::{has_root, migration};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// 初始化：建库、密钥文件、根网格及其正副负责人 Begin a town: database, key files, root grid, leader and deputy
///
/// The leader of the root becomes supervisor and security administrator, the deputy supervisor and
/// system administrator. The auditor must be a third person: add one with `wangge user add … --role
/// auditor`.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// 根网格代码 Code of the root grid
    #[arg(long)]
    code: String,
    /// 根网格名称 Name of the root grid
    #[arg(long)]
    name: String,
    /// 负责人的登录名 Login name of its leader
    #[arg(long, value_name = "USER")]
    supervisor: String,
    /// 副职的登录名 Login name of its deputy
    #[arg(long, value_name = "USER")]
    second_supervisor: String,
    /// 负责人的姓名 Name of its leader [default: the login name]
    #[arg(long, value_name = "NAME")]
    supervisor_name: Option<String>,
    /// 副职的姓名 Name of its deputy [default: the login name]
    #[arg(long, value_name = "NAME")]
    second_supervisor_name: Option<String>,
    /// 根网格层级 Level of the root grid [default: the widest, `district`]
    #[arg(long)]
    level: Option<String>,
    /// 根网格边界，只含一个要素的 GeoJSON Its polygon: a feature collection of one feature
    #[arg(long, value_name = "FILE")]
    boundary: Option<PathBuf>,
    /// 边界的坐标系 Datum of the polygon
    #[arg(long, default_value_t = Datum::Wgs84)]
    datum: Datum,
}

impl Init {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        // All input is checked before anything is created.
        let beginning = self.beginning(context)?;
        let location = context.location()?;
        if let Location::Sqlite(path) = &location {
            make_folder_of(path)?;
        }
        migration::up(&location, true)?;
        if has_root(&location)? {
            return Err(Code::AlreadyInitialized.into());
        }
        let keys = &context.config.keys;
        let vault = kept_or_made(&keys.vault, KeyFile::read, KeyFile::create)?;
        kept_or_made(&keys.tokens, token_keys::read, token_keys::create)?;
        let db = context.open_with(&location, vault)?;
        let (_, first) = {
            let _working = progress::working("初始化 beginning");
            block_on(init(&db, &context.password_workers()?, actor(), beginning))?
        };
        line(format_args!("已初始化 {} initialized", location.shown()));
        logins::tell(&first);
        line("审计员须为第三人，请用 wangge user add … --role auditor 添加");
        line("the auditor must be a third person: wangge user add … --role auditor");
        Ok(ExitCode::SUCCESS)
    }

    fn beginning(&self, context: &RunContext) -> Result<TownBeginning> {
        let founder = |login: &str, name: &Option<String>| {
            let login = LoginName::parse(login)?;
            let name = name.clone().unwrap_or_else(|| login.as_str().to_owned());
            Ok::<_, Problem>(FoundingMember { login, name })
        };
        let leader = founder(&self.supervisor, &self.supervisor_name)?;
        let deputy = founder(&self.second_supervisor, &self.second_supervisor_name)?;
        if leader.login == deputy.login {
            return Err(Problem::new(Code::SupervisorsSame)
                .with("login", leader.login.as_str())
                .into());
        }
        let settings = context.settings()?;
        Ok(TownBeginning {
            code: self.code.clone(),
            name: self.name.clone(),
            level: self
                .level
                .clone()
                .or_else(|| settings.levels.get(0).map(|level| level.code.clone()))
                .unwrap_or_default(),
            boundary: self
                .boundary
                .as_deref()
                .map(|file| only_shape(file, self.datum))
                .transpose()?,
            leader,
            deputy,
        })
    }
}

/// Reads the shape of the only feature of a file.
fn only_shape(file: &Path, datum: Datum) -> Result<Arc<Shape>> {
    let mut shapes = Vec::new();
    geojson::read(progress::reading(file)?, &mut |feature| {
        shapes.push(
            feature.geometry.and_then(|geometry| geometry.shape(datum, &Effort::unbounded())),
        );
    })?;
    let count = shapes.len();
    match shapes.pop() {
        Some(shape) if count == 1 => Ok(Arc::new(shape?)),
        _ => Err(Problem::new(Code::FeatureCount).with("found", count).into()),
    }
}

/// Reads keys that an interrupted run left, or makes new ones: what the old ones sealed must open
/// again.
fn kept_or_made<K>(
    path: &Path,
    read: impl Fn(&Path) -> Result<K>,
    make: impl Fn(&Path) -> Result<K>,
) -> Result<K> {
    if path.exists() {
        return read(path);
    }
    make_folder_of(path)?;
    make(path)
}

/// Creates the folder of a file, but none above it: missing ones are more likely a typing error.
fn make_folder_of(path: &Path) -> Result<()> {
    let Some(folder) =
        path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
    else {
        return Ok(());
    };
    fs::create_dir(folder).map_err(|fault| {
        let problem = Problem::new(Code::FolderMissing).with("path", folder.display().to_string());
        Error::from(problem.with("reason", system_reason(&fault)))
    })
}
