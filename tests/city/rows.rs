//! What the rows of a file of tickets hold: phones as people write them, coordinates that are none,
//! days as cells; and files in which some tickets are wrong.

use super::files::{MAPPING, import, import_by, mapped, mapping, tickets};
use crate::support::quarter::settle;
use crate::support::town::Town;
use crate::support::workbook::Cell::{Blank, Day, Number, Text};
use crate::support::workbook::workbook;
use serde_json::json;
use wangge::error::{Code, Problem};
use wangge::service::import::problem_sheet::{RowsBack, problem_sheet};
use wangge::service::import::reader::table::PROBLEM_COLUMN;
use wangge::service::import::requests::TicketFile;
use wangge::store::requests::RequestTexts;

const HEADER: &str = "工单号,性质,内容,经度,纬度,地址,网格,办结时限,保密,姓名,电话\n";

fn codes(problems: &[Problem]) -> Vec<(Code, u64)> {
    problems.iter().map(|one| (one.code, one.params["row"].as_u64().unwrap())).collect()
}

/// The texts of all tickets, in the order of their numbers.
async fn texts(town: &Town) -> Vec<RequestTexts> {
    let ids: Vec<_> = tickets(town).await.iter().map(|row| row.id).collect();
    let (db, wanted) = (town.db.clone(), ids.clone());
    let mut read = town
        .db
        .read(move |connection| RequestTexts::of_all(connection, db.vault(), &wanted))
        .await
        .unwrap();
    ids.iter().map(|id| read.remove(id).unwrap()).collect()
}

#[tokio::test]
async fn a_phone_never_refuses_a_ticket_and_what_stands_there_is_kept() {
    let town = Town::new().await;
    let phones =
        ["13800000000", "无", "021-50000000转801", "13800000000/13900000000", "138****0000"];
    let rows: String = phones
        .iter()
        .zip(1..)
        .map(|(phone, n)| format!("T{n},垃圾,堆物,,,,G1,,,,{phone}\n"))
        .collect();
    // The mapping keeps nothing but the nature of the ticket.
    let least = MAPPING.replacen("system", "keep = [\"性质\"]\nsystem", 1);
    let done = import(&town, &mapped(&(HEADER.to_owned() + &rows), &least), false).await;
    assert_eq!((done.imported, done.refused()), (5, 0));
    let expected = [
        (Code::TicketPhoneKept, 3),
        (Code::TicketPhoneFirst, 4),
        (Code::TicketPhoneFirst, 5),
        (Code::TicketPhoneKept, 6),
    ];
    assert_eq!(codes(&done.notices), expected);
    let texts = texts(&town).await;
    let found: Vec<_> = texts.iter().map(|one| one.contact_phone.as_deref()).collect();
    assert_eq!(found, [Some("13800000000"), None, Some("02150000000"), Some("13800000000"), None]);
    let sealed = |index: usize| {
        texts[index].upstream.iter().find(|(name, _)| name == "电话").map(|(_, text)| text.as_str())
    };
    assert_eq!((sealed(0), sealed(1)), (None, Some("无")));
    assert_eq!((sealed(2), sealed(4)), (Some("021-50000000转801"), Some("138****0000")));
}

#[tokio::test]
async fn coordinates_that_are_no_point_leave_the_place_to_address_and_grid() {
    let town = Town::new().await;
    settle(&town).await;
    let rows = "1,垃圾,零,0,0,银杏新村3号楼,G1,,,,\n\
        2,垃圾,负一,-1,-1,银杏新村3号楼,G1,,,,\n\
        3,垃圾,空,无,无,没有的路1号,G3,,,,\n\
        4,垃圾,很远,116.4,39.9,银杏新村3号楼,G1,,,,\n\
        5,垃圾,很远,116.4,39.9,没有的路1号,G4,,,,\n\
        6,垃圾,只有很远的点,116.4,39.9,,,,,,\n\
        7,垃圾,在网格内,121.405,30.905,银杏新村3号楼,G4,,,,\n\
        8,垃圾,谁也不知道在哪,无,无,没有的路1号,,,,,\n";
    let done = import(&town, &mapped(&(HEADER.to_owned() + rows), MAPPING), false).await;
    assert_eq!((done.imported, done.refused()), (8, 0));
    let expected = [
        (Code::TicketPointNone, 2),
        (Code::TicketPointNone, 3),
        (Code::TicketPointNone, 4),
        (Code::TicketPointFar, 5),
        (Code::TicketPointFar, 6),
        (Code::TicketPointAlone, 7),
        (Code::TicketPointNone, 9),
        (Code::TicketUnplaced, 9),
    ];
    assert_eq!(codes(&done.notices), expected);
    let atlas = town.db.atlas();
    let places: Vec<_> = tickets(&town)
        .await
        .iter()
        .map(|row| atlas.tree().get(row.place_grid_id).unwrap().code.clone())
        .collect();
    assert_eq!(places, ["G2", "G2", "G3", "G2", "G4", "T", "G1", "T"]);
    let alone = HEADER.to_owned() + "9,垃圾,零,0,0,,,,,,\n";
    let none = import(&town, &mapped(&alone, MAPPING), false).await;
    assert_eq!(codes(&none.problems), [(Code::PlaceBlank, 2)]);
}

/// The columns of a workbook of tickets.
fn heading() -> Vec<crate::support::workbook::Cell> {
    vec![Text("*工单号"), Text("性质(必填)"), Text("内容"), Text("网格"), Text("办结时限")]
}

fn least() -> String {
    let rest = "category = { constant = \"other\" }\nkind = { constant = \"help\" }\n\
        description = { columns = [\"内容\"] }\nkeep = \"all\"\n\
        due_at = { column = \"办结时限\", format = \"%d.%m.%Y\" }\n\
        [place]\norder = [\"grid\"]\ngrid = { column = \"网格\" }\n";
    format!("system = \"sh12345\"\nnumber = {{ column = \"工单号\" }}\n{rest}")
}

#[tokio::test]
async fn a_day_is_a_day_whatever_the_mapping_says_and_a_damaged_number_is_none() {
    let town = Town::new().await;
    let file = workbook(&[
        vec![Text("某平台工单")],
        heading(),
        vec![Text("A1"), Text("噪声"), Text("夜里"), Text("G1"), Day(46_478)],
        vec![Text("A2"), Text("噪声"), Text("夜里"), Text("G1"), Text("01.04.2027")],
        vec![Number(2.026_030_2e17), Text("噪声"), Text("夜里"), Text("G1"), Blank],
        vec![Text("A4"), Number(2.026_030_2e17), Text("夜里"), Day(46_478), Text("2027-04-01")],
    ]);
    let file = TicketFile::read(file.as_slice(), mapping(&least())).unwrap();
    let done = import_by(&town.import_run(false), &town, file, true).await;
    let expected = [
        (Code::SheetCellDigits, 5),
        (Code::SheetCellDate, 6),
        (Code::SheetCellDigits, 6),
        (Code::SheetValue, 6),
    ];
    let mut found = codes(&done.problems);
    found.sort_by_key(|(code, row)| (*row, code.as_str()));
    let mut expected = expected.to_vec();
    expected.sort_by_key(|(code, row)| (*row, code.as_str()));
    assert_eq!(found, expected);
    let due: Vec<_> = tickets(&town).await.iter().map(|row| row.external_due_at).collect();
    assert_eq!((due.len(), due[0]), (2, due[1]), "the last day, as a cell and as a text");
}

#[tokio::test]
async fn the_good_tickets_are_stored_and_the_rest_comes_back_to_be_mended() {
    let town = Town::new().await;
    let rows = "T1,噪声,好的,,,,G1,,,,\n\
        T2,噪声,,,,,G1,,,,\n\
        T3,噪声,没有的网格,,,,G9,,,,\n\
        T1,噪声,重复,,,,G1,,,,\n\
        0042,噪声,时限,,,,G2,明天,,,13800000000\n\
        T6,垃圾,也好,,,,G2,,,,\n";
    let text = HEADER.to_owned() + rows;
    let read = || TicketFile::read(text.as_bytes(), mapping(MAPPING)).unwrap();
    let dry = import_by(&town.import_run(true), &town, read(), true).await;
    assert_eq!((dry.imported, dry.refused(), tickets(&town).await.len()), (3, 3, 0));
    let done = import_by(&town.import_run(false), &town, read(), true).await;
    assert_eq!((done.imported, done.refused(), tickets(&town).await.len()), (3, 3, 3));
    let back = problem_sheet(&read().table, &done.problems, RowsBack::Faulty).unwrap();
    let rest = TicketFile::read(back.as_slice(), mapping(MAPPING)).unwrap();
    assert_eq!(rest.table.header.last().unwrap(), PROBLEM_COLUMN);
    let numbers: Vec<_> = rest.table.rows.iter().map(|row| row.cell(0).unwrap()).collect();
    assert_eq!(numbers, ["T3", "T1", "0042"]);
    let told = rest.table.rows[2].cell(11).unwrap();
    assert!(told.contains("办结时限"), "{told}");
    // Somebody mends two of them and leaves the one that is there already.
    let mended: String = rest
        .table
        .rows
        .iter()
        .filter(|row| row.cell(0) != Some("T1"))
        .map(|row| {
            let cell = |column| format!("\"{}\",", row.verbatim(column).replace('"', "'"));
            (0..12).map(cell).collect::<String>() + "\n"
        })
        .collect();
    let mended = mended.replace("G9", "G3").replace("明天", "");
    let text = format!("{},{PROBLEM_COLUMN},\n{mended}", HEADER.trim_end());
    let file = TicketFile::read(text.as_bytes(), mapping(MAPPING)).unwrap();
    let done = import_by(&town.import_run(false), &town, file, true).await;
    assert_eq!((done.imported, done.refused(), done.problems), (2, 0, vec![]));
    let kept = texts(&town).await;
    assert!(kept.iter().all(|one| one.upstream.iter().all(|(name, _)| name != PROBLEM_COLUMN)));
    let again = mapped(&text, MAPPING);
    assert_eq!(import(&town, &again, false).await.present, 2);
    assert_eq!(json!(tickets(&town).await.len()), json!(5));
}
