//! Importing members.

use super::{faults, refused};
use crate::support::town::Town;
use encoding_rs::GB18030;
use wangge::domain::file_import::ImportCounts;
use wangge::domain::login_name::LoginName;
use wangge::error::{Code, Result};
use wangge::service::credentials::PasswordWorkers;
use wangge::service::credentials::password::Cost;
use wangge::service::import::members::{MemberFile, import_members};
use wangge::service::members::FirstLogin;
use wangge::store::{accounts, member_identities};

async fn import(
    town: &Town,
    file: &[u8],
    dry_run: bool,
) -> Result<(ImportCounts, Vec<FirstLogin>)> {
    let workers = PasswordWorkers::new(Cost { memory_kib: 8, iterations: 1, lanes: 1 }, 2)?;
    let file = MemberFile::read(file, town.now())?;
    import_members(&town.import_run(dry_run), Some(&workers), &file).await
}

#[tokio::test]
async fn members_come_with_sealed_names_and_logins() {
    let town = Town::new().await;
    let file =
        "工号,姓名,手机,登录名\nM-01,张敏,138 1234 1234,Zhang.Min\nM-02,欧阳青,021-5740 1234,\n";
    let (gb18030, ..) = GB18030.encode(file);
    let (counts, logins) = import(&town, &gb18030, false).await.unwrap();
    assert_eq!((counts.created, logins.len()), (2, 1));
    assert_eq!(logins[0].name.as_str(), "zhang.min");
    let atlas = town.another().atlas();
    let [first, second] = ["M-01", "M-02"].map(|code| atlas.people().by_code(code).unwrap().id);
    let vault = std::sync::Arc::clone(&town.vault);
    let (name, phone, account) = town
        .db
        .read(move |connection| {
            let name = member_identities::find(connection, &vault, first)?.unwrap().name;
            let phone = member_identities::find(connection, &vault, second)?.unwrap().phone;
            Ok((name, phone, accounts::by_login_name(connection, &LoginName::parse("zhang.min")?)?))
        })
        .await
        .unwrap();
    assert_eq!((name.as_str(), phone.unwrap().as_str()), ("张敏", "02157401234"));
    assert_eq!(account.unwrap().member_id, Some(first));
}

#[tokio::test]
async fn every_wrong_row_is_named_and_none_is_imported() {
    let town = Town::new().await;
    let file = "code,name,phone,login_name\n\
        M1,张敏,12345,\n\
        M2,李强,,李 强\n\
        M3,王芳,,wangfang\n\
        M4,王方,,WangFang\n\
        M5,赵六,,\n";
    let problems = refused(import(&town, file.as_bytes(), false).await);
    let expected = [
        (Code::PhoneInvalid, Some(2)),
        (Code::LoginNameMalformed, Some(3)),
        (Code::SheetRowTwice, Some(5)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
    let planned = "code,name\nM1,张敏\nG1-leader,李强\nM 3,王芳\nM1,赵六\n";
    let problems = refused(import(&town, planned.as_bytes(), false).await);
    let expected =
        [(Code::CodeInUse, Some(3)), (Code::MalformedCode, Some(4)), (Code::CodeInUse, Some(5))];
    assert_eq!(faults(&problems, "row"), expected);
    let unseen = "code,name\nM1,张敏\nM2,李\0强\nM3,\"王\n芳\"\n";
    let problems = refused(import(&town, unseen.as_bytes(), false).await);
    assert_eq!(
        faults(&problems, "row"),
        [(Code::ControlCharacter, Some(3)), (Code::ControlCharacter, Some(4))]
    );
    assert!(town.another().atlas().people().by_code("M1").is_none());
}

#[tokio::test]
async fn a_login_name_that_somebody_has_is_refused_with_its_row() {
    let town = Town::new().await;
    import(&town, b"code,name,login\nM1,A,taken\n", false).await.unwrap();
    let problems = refused(import(&town, b"code,name,login\nM2,B,free\nM3,C,taken\n", false).await);
    assert_eq!(faults(&problems, "row"), [(Code::LoginNameInUse, Some(3))]);
}

#[tokio::test]
async fn columns_are_those_that_are_known() {
    let town = Town::new().await;
    let problems = refused(import(&town, "工号,身份证号,工号\n1,2,3\n".as_bytes(), false).await);
    let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::SheetColumnTwice, Code::SheetColumnMissing]);
    let problems = refused(import(&town, "code,name\nM1,\n,张敏\n".as_bytes(), false).await);
    assert_eq!(faults(&problems, "row"), [(Code::Required, Some(2)), (Code::Required, Some(3))]);
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let town = Town::new().await;
    let before = town.db.atlas().revision();
    let (counts, logins) = import(&town, b"code,name,login\nM1,A,new-login\n", true).await.unwrap();
    assert!(counts.created == 1 && logins.is_empty());
    assert_eq!(town.another().atlas().revision(), before);
}
