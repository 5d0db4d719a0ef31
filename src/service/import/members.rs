//! Importing members: code, name, phone, login name.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::{placed, refused_if_any};
use super::run::ImportRun;
use crate::domain::characters::{check_line, check_said};
use crate::domain::file_import::ImportCounts;
use crate::domain::login_name::LoginName;
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::error::{Code, Error, Problem, Result};
use crate::service::credentials::PasswordWorkers;
use crate::service::members::{Enrolment, FirstLogin, NewMember, enlist, plan_enrolment};
use crate::store::{Db, accounts};
use std::collections::HashMap;

const CODE: usize = 0;
const NAME: usize = 1;
const PHONE: usize = 2;
const LOGIN: usize = 3;

/// Columns of a sheet of members.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["code", "工号", "人员代码", "编号"]).required(),
    SheetColumn::text(&["name", "姓名"]).required(),
    SheetColumn::text(&["phone", "电话", "手机", "手机号", "联系电话"]),
    SheetColumn::text(&["login_name", "登录名", "login", "账号", "用户名"]),
];

/// Maximum number of characters of a person's name.
const NAME_MAX: usize = 64;

/// The members of a file.
#[derive(Debug)]
pub struct MemberFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    /// Rows without a fault, with the member of each.
    members: Vec<(u64, NewMember)>,
    prepared_at: Instant,
}

impl MemberFile {
    /// Reads a CSV file or a workbook of members. What is wrong with values is told by the import,
    /// together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>, now: Instant) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let mut logins = HashMap::new();
        let members = sheet.read_rows(|row| Some((row.number(), member(row, &mut logins, now)?)));
        Ok(Self { sheet, members: members.into_iter().flatten().collect(), prepared_at: now })
    }
}

fn member(
    row: &mut SheetRow<'_>,
    logins: &mut HashMap<LoginName, u64>,
    now: Instant,
) -> Option<NewMember> {
    let code = row.get(CODE);
    let name = row.get(NAME);
    if let Some(name) = name {
        row.take(NAME, check_name(name));
    }
    let phone = row.parse(PHONE, Phone::parse);
    let login = row.parse(LOGIN, LoginName::parse);
    if let Some(login) = &login
        && let Some(first) = logins.insert(login.clone(), row.number())
    {
        let twice = Problem::new(Code::SheetRowTwice).with("value", login.as_str());
        row.refuse(LOGIN, twice.with("first", first));
    }
    let is_sound = row.is_sound();
    let member = NewMember::new(code?.to_owned(), name?.to_owned(), phone, login, now);
    is_sound.then_some(member)
}

fn check_name(name: &str) -> Result<(), Problem> {
    if name.chars().count() > NAME_MAX {
        return Err(Problem::new(Code::TooLong).with("max", NAME_MAX));
    }
    check_said(name).and_then(|()| check_line(name))
}

/// Imports the members of a file, all or none. Returns the first passwords of those who sign in;
/// without `workers`, which hash them, nobody gets a login.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_members(
    run: &ImportRun<'_>,
    workers: Option<&PasswordWorkers>,
    file: &MemberFile,
) -> Result<(ImportCounts, Vec<FirstLogin>)> {
    let (rows, members): (Vec<u64>, Vec<NewMember>) = file.members.iter().cloned().unzip();
    let counts = ImportCounts { created: members.len(), ..ImportCounts::default() };
    let mut problems = file.sheet.problems.clone();
    problems.extend(match workers {
        Some(_) => taken_logins(run.db, file).await?,
        None => unwanted_logins(file),
    });
    let enrolment = Enrolment { prepared_at: file.prepared_at, members, edits: Vec::new() };
    let place = |error| placed(error, &file.sheet, &rows, blamed);
    if run.dry_run || !problems.is_empty() {
        match plan_enrolment(run.db, &enrolment).await.map_err(place) {
            Ok(_) => {}
            Err(Error::Refused(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
        refused_if_any(problems)?;
        return Ok((counts, Vec::new()));
    }
    let planned = plan_enrolment(run.db, &enrolment).await.map_err(place)?;
    let enlisted = enlist(workers, enrolment.members).await?;
    let logins = enlisted.logins();
    let written = run.apply(planned, counts, move |tx, actor| enlisted.write(tx, actor)).await;
    written.map_err(place)?;
    Ok((counts, logins))
}

/// Returns the problem of each login name, where the file may not give logins.
fn unwanted_logins(file: &MemberFile) -> Vec<Problem> {
    let named =
        file.members.iter().filter_map(|(row, member)| Some((*row, member.login.as_ref()?)));
    named
        .map(|(row, name)| {
            let problem = Problem::new(Code::LoginNotHere).with("name", name.as_str());
            file.sheet.blame(row, Some(LOGIN), problem)
        })
        .collect()
}

/// Returns the column that a problem of a planned member is about.
fn blamed(_: &Problem, field: &str) -> Option<usize> {
    match field {
        "code" => Some(CODE),
        "name" => Some(NAME),
        _ => None,
    }
}

/// Returns the problem of each login name that is taken, before any password is hashed.
async fn taken_logins(db: &Db, file: &MemberFile) -> Result<Vec<Problem>> {
    let wanted =
        file.members.iter().filter_map(|(row, member)| Some((*row, member.login.clone()?)));
    let wanted: Vec<(u64, LoginName)> = wanted.collect();
    let taken = db.read(move |connection| {
        let mut taken = Vec::new();
        for (row, name) in wanted {
            if accounts::by_login_name(connection, &name)?.is_some() {
                taken.push((row, name));
            }
        }
        Ok(taken)
    });
    let problem = |(row, name): (u64, LoginName)| {
        let problem = Problem::new(Code::LoginNameInUse).with("name", name.as_str());
        file.sheet.blame(row, Some(LOGIN), problem)
    };
    Ok(taken.await?.into_iter().map(problem).collect())
}
