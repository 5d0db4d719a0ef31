//! Importing members: code, name, phone, login name.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::reader::table::blame;
use super::relocated;
use crate::domain::login_name::LoginName;
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::error::{Code, Problem, Result};
use crate::service::credentials::PasswordWorkers;
use crate::service::members::{Enrolment, FirstLogin, NewMember, enroll, plan_enrolment};
use crate::store::{Actor, Db, accounts};
use std::collections::HashMap;

const CODE: usize = 0;
const NAME: usize = 1;
const PHONE: usize = 2;
const LOGIN: usize = 3;

const COLUMNS: &[SheetColumn] = &[
    SheetColumn { names: &["code", "工号", "人员代码", "编号"], required: true },
    SheetColumn { names: &["name", "姓名"], required: true },
    SheetColumn {
        names: &["phone", "电话", "手机", "手机号", "联系电话"], required: false
    },
    SheetColumn {
        names: &["login_name", "登录名", "login", "账号", "用户名"], required: false
    },
];

/// Maximum number of characters of a person's name.
const NAME_MAX: usize = 64;

/// The members of a file, with their rows.
#[derive(Debug)]
pub struct MemberFile {
    members: Vec<(u64, NewMember)>,
    prepared_at: Instant,
}

/// Result of an import of members, or of a dry run.
#[derive(Debug)]
pub struct MembersImported {
    /// Number of new members.
    pub created: usize,
    /// First passwords of those who sign in; empty after a dry run.
    pub logins: Vec<FirstLogin>,
}

impl MemberFile {
    /// Reads a CSV file or a workbook of members.
    ///
    /// # Errors
    /// Those of [`Sheet::read`]; every value that is wrong, with its row.
    pub fn read<'a>(input: impl Into<TableSource<'a>>, now: Instant) -> Result<Self> {
        let sheet = Sheet::read(input, COLUMNS)?;
        let mut members = Vec::new();
        let mut problems = Vec::new();
        let mut logins = HashMap::new();
        for row in sheet.cells() {
            match member(&row, &mut logins, now) {
                Ok(member) => members.push((row.number(), member)),
                Err(problem) => problems.push(row.blame(problem)),
            }
        }
        if problems.is_empty() {
            Ok(Self { members, prepared_at: now })
        } else {
            Err(problems.into())
        }
    }
}

fn member(
    row: &SheetRow<'_>,
    logins: &mut HashMap<LoginName, u64>,
    now: Instant,
) -> Result<NewMember, Problem> {
    let name = row.text(NAME);
    if name.chars().count() > NAME_MAX {
        return Err(Problem::new(Code::TooLong).with("max", NAME_MAX));
    }
    let phone = row.get(PHONE).map(Phone::parse).transpose()?;
    let login = row.get(LOGIN).map(LoginName::parse).transpose()?;
    if let Some(login) = &login
        && let Some(first) = logins.insert(login.clone(), row.number())
    {
        return Err(Problem::new(Code::SheetRowTwice)
            .with("value", login.as_str())
            .with("first", first));
    }
    Ok(NewMember::new(row.text(CODE).to_owned(), name.to_owned(), phone, login, now))
}

/// Imports the members of a file, all or none.
///
/// # Errors
/// Every problem, with its row in the parameter `row`.
pub async fn import_members(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    file: MemberFile,
    dry_run: bool,
) -> Result<MembersImported> {
    let (rows, members): (Vec<u64>, Vec<NewMember>) = file.members.into_iter().unzip();
    let created = members.len();
    refuse_taken_logins(db, &rows, &members).await?;
    let enrolment = Enrolment { prepared_at: file.prepared_at, members, edits: Vec::new() };
    let place = |index: usize, problem| rows.get(index).map(|&row| blame(problem, row));
    let logins = if dry_run {
        plan_enrolment(db, &enrolment).await.map_err(|error| relocated(error, place))?;
        Vec::new()
    } else {
        enroll(db, workers, actor, enrolment).await.map_err(|error| relocated(error, place))?.1
    };
    Ok(MembersImported { created, logins })
}

/// Refuses login names that are taken, before any password is hashed.
async fn refuse_taken_logins(db: &Db, rows: &[u64], members: &[NewMember]) -> Result<()> {
    let wanted =
        rows.iter().zip(members).filter_map(|(&row, member)| Some((row, member.login.clone()?)));
    let wanted: Vec<(u64, LoginName)> = wanted.collect();
    let taken = db.read(move |connection| {
        let mut problems = Vec::new();
        for (row, name) in wanted {
            if accounts::by_login_name(connection, &name)?.is_some() {
                problems.push(blame(
                    Problem::new(Code::LoginNameInUse).with("name", name.as_str()),
                    row,
                ));
            }
        }
        Ok(problems)
    });
    let problems = taken.await?;
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
