//! Importing building groups and addresses.

use super::{faults, refused};
use crate::support::hall::group_id;
use crate::support::quarter::{address_id, settle};
use crate::support::town::{Town, grid_id, member_id};
use encoding_rs::GB18030;
use std::collections::BTreeSet;
use uuid::Uuid;
use wangge::domain::address::{AddressQuery, AddressText, GroupAddress, WrittenAddress};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::check::read_otherwise;
use wangge::domain::datum::Datum;
use wangge::domain::file_import::ImportCounts;
use wangge::domain::id::AddressId;
use wangge::domain::period::Period;
use wangge::domain::routing::{MatchScope, candidates};
use wangge::domain::unit::Unit;
use wangge::error::{Code, Result};
use wangge::service::import::addresses::{AddressFile, import_addresses};
use wangge::service::import::building_groups::{BuildingGroupFile, import_building_groups};

const fn counts(created: usize, changed: usize, unchanged: usize) -> ImportCounts {
    ImportCounts { created, changed, unchanged, skipped: 0, addresses: 0 }
}

async fn groups(town: &Town, file: &[u8], dry_run: bool) -> Result<ImportCounts> {
    import_building_groups(&town.import_run(dry_run), &BuildingGroupFile::read(file)?).await
}

async fn addresses(town: &Town, file: &str, datum: Datum) -> Result<ImportCounts> {
    import_addresses(&town.import_run(false), &AddressFile::read(file.as_bytes(), datum)?).await
}

#[tokio::test]
async fn groups_come_with_leader_households_and_addresses() {
    let town = Town::new().await;
    let file = "网格代码,名称,组长工号,户数,门址\n\
        G1,金水苑东组,G1-deputy,84,金水苑1号楼；金水苑二号楼、金水苑3幢\n\
        G1,金水苑西组,,,\"金水苑4号楼\n金水苑5号楼\"\n\
        G2,银杏组,,30,\n";
    let (gb18030, ..) = GB18030.encode(file);
    let imported = groups(&town, &gb18030, false).await.unwrap();
    assert_eq!(imported, ImportCounts { created: 3, addresses: 5, ..ImportCounts::default() });
    let atlas = town.another().atlas();
    let east = atlas.groups().by_code("G1-01").unwrap();
    assert_eq!((east.name.as_str(), east.household_count), ("金水苑东组", 84));
    assert_eq!(atlas.groups().grid_of(east.id), Some(grid_id("G1")));
    assert!(atlas.people().answers_for(
        member_id("G1-deputy"),
        Unit::BuildingGroup(east.id),
        town.now()
    ));
    let texts: BTreeSet<String> =
        atlas.addresses().of_group(east.id).map(|address| address.text.to_string()).collect();
    assert_eq!(texts, ["金水苑1号楼", "金水苑二号楼", "金水苑3幢"].map(str::to_owned).into());
    assert_eq!(atlas.groups().by_code("G1-02").unwrap().name, "金水苑西组");
    let more = groups(&town, "grid_code,name,code\nG1,北组,\nG1,南组,G1-03\n".as_bytes(), false)
        .await
        .unwrap();
    assert_eq!(more.created, 2);
    let atlas = town.another().atlas();
    assert_eq!(
        atlas.groups().by_code("G1-04").unwrap().name,
        "北组",
        "a code of the file is nobody else's"
    );
}

#[tokio::test]
async fn every_wrong_row_is_named_and_no_group_is_imported() {
    let town = Town::new().await;
    let values = "grid_code,name,household_count,addresses\n\
        G1,一组,-1,\n\
        G1,二组,many,\n\
        G1,三组,1,小区\n\
        G1,,1,\n\
        G1,五组,1,金水苑1号楼；。\n";
    let problems = refused(groups(&town, values.as_bytes(), false).await);
    let wrong = |row| (Code::SheetValue, Some(row));
    let nothing = |row| (Code::AddressSaysNothing, Some(row));
    let missing = (Code::Required, Some(5));
    assert_eq!(faults(&problems, "row"), [wrong(2), wrong(3), nothing(4), missing, nothing(6)]);
    let names = "grid_code,name,leader\nG9,一组,\nG1,二组,nobody\nG2,三组,G2-leader\n";
    let problems = refused(groups(&town, names.as_bytes(), false).await);
    assert_eq!(
        faults(&problems, "row"),
        [(Code::UnknownGrid, Some(2)), (Code::UnknownMember, Some(3))]
    );
    // What was to be in a group that is refused is not refused once more.
    let planned = "grid_code,name,code,addresses,leader\nG1,一组,A-1,金水苑1号楼,\nG1,二组,A 2,金水苑2号楼,G1-leader\nG1,三组,A-1,金水苑3号楼,G1-leader\nG1,四组,A-4,金水苑 一号楼,\n";
    let problems = refused(groups(&town, planned.as_bytes(), false).await);
    let expected =
        [(Code::MalformedCode, Some(3)), (Code::CodeInUse, Some(4)), (Code::AddressTwice, Some(5))];
    assert_eq!(faults(&problems, "row"), expected);
    assert_eq!(town.another().atlas().groups().all().count(), 0);
}

#[tokio::test]
async fn addresses_come_with_points_of_any_datum() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "楼组代码,门址,经度,纬度\nQ1,金水苑11号楼,121.405,30.905\nQ2,金水苑12号楼,,\n";
    let imported = addresses(&town, file, Datum::Gcj02).await.unwrap();
    assert_eq!(imported, counts(2, 0, 0));
    let atlas = town.another().atlas();
    let text = AddressQuery::read("金水苑11号楼").unwrap();
    let point = candidates(&atlas, &text, MatchScope::Anywhere)[0].address.point.unwrap();
    assert!((121.399..121.402).contains(&point.to_degrees()[0]), "{point:?}");
}

#[tokio::test]
async fn every_wrong_row_is_named_and_no_address_is_imported() {
    let town = Town::new().await;
    settle(&town).await;
    let before = town.db.atlas().addresses().len();
    let values = "building_group,address,lon,lat\n\
        Q1,不知道小区,121.4,\n\
        Q1,。。。,,\n\
        Q1,金水苑11号楼,east,30.9\n\
        Q1,金水苑12号楼,30.9,121.4\n\
        Q1,金水苑\u{202e}13号楼,,\n";
    let problems = refused(addresses(&town, values, Datum::Wgs84).await);
    let expected = [
        (Code::OneCoordinate, Some(2)),
        (Code::AddressSaysNothing, Some(3)),
        (Code::SheetValue, Some(4)),
        (Code::CoordinatesSwapped, Some(5)),
        (Code::ControlCharacter, Some(6)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
    let planned =
        "building_group,address\nQ2,龙泉路138弄 金水苑 1 号楼\nQ1,金水苑21号楼\nQ2,金水苑廿一幢\n";
    let problems = refused(addresses(&town, planned, Datum::Wgs84).await);
    assert_eq!(
        faults(&problems, "row"),
        [(Code::AddressTwice, Some(2)), (Code::AddressTwice, Some(4))]
    );
    let unknown = "building_group,address\nQ9,金水苑31号楼\n";
    let problems = refused(addresses(&town, unknown, Datum::Wgs84).await);
    assert_eq!(faults(&problems, "row"), [(Code::UnknownBuildingGroup, Some(2))]);
    assert_eq!(town.another().atlas().addresses().len(), before);
}

#[tokio::test]
async fn an_address_that_comes_again_is_written_as_in_the_file_and_belongs_where_it_did() {
    let town = Town::new().await;
    settle(&town).await;
    let known = town.db.atlas().addresses().get(address_id("银杏新村3号楼")).unwrap().clone();
    let file = "楼组代码,门址\nQ3, 银杏新村 三号楼 \nQ3,银杏新村4号楼\nQ3,银杏新村五号楼\n";
    let imported = addresses(&town, file, Datum::Wgs84).await.unwrap();
    assert_eq!(imported, counts(1, 1, 1));
    for db in [&town.db, &town.another()] {
        let atlas = db.atlas();
        let address = atlas.addresses().get(known.id).unwrap();
        assert_eq!(address.text.words(), "银杏新村 三号楼");
        assert_eq!(address.text.normal(), known.text.normal());
        assert_eq!((address.building_group, address.period), (known.building_group, known.period));
        let same = candidates(
            &atlas,
            &AddressQuery::read(known.text.words()).unwrap(),
            MatchScope::Grid(grid_id("G2")),
        );
        assert_eq!(same.iter().map(|one| one.address.id).collect::<Vec<_>>(), [known.id]);
        assert!(std::ptr::eq(same[0].address, address), "it is found as it is written now");
    }
    let revision = town.another().atlas().revision();
    let again = addresses(&town, file, Datum::Wgs84).await.unwrap();
    assert_eq!(again, counts(0, 0, 3));
    assert_eq!(town.another().atlas().revision(), revision, "what is the same changes nothing");
}

#[tokio::test]
async fn an_address_with_another_point_or_twice_in_a_file_is_refused() {
    let town = Town::new().await;
    settle(&town).await;
    let elsewhere = "building_group,address,lon,lat\nQ3,银杏新村三号楼,121.42,30.909\n";
    let problems = refused(addresses(&town, elsewhere, Datum::Wgs84).await);
    assert_eq!(faults(&problems, "row"), [(Code::AddressTwice, Some(2))]);
    let twice = "building_group,address\nQ3,银杏新村三号楼\nQ3,银杏新村3幢\n";
    let problems = refused(addresses(&town, twice, Datum::Wgs84).await);
    assert_eq!(faults(&problems, "row"), [(Code::AddressTwice, Some(3))]);
    let atlas = town.another().atlas();
    let address = atlas.addresses().get(address_id("银杏新村3号楼")).unwrap();
    assert_eq!(address.text.words(), "银杏新村3号楼");
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let town = Town::new().await;
    let before = town.db.atlas().revision();
    let imported =
        groups(&town, "grid_code,name,addresses\nG1,一组,金水苑1号楼\n".as_bytes(), true)
            .await
            .unwrap();
    assert_eq!(imported, ImportCounts { created: 1, addresses: 1, ..ImportCounts::default() });
    assert_eq!(town.another().atlas().revision(), before);
}

#[tokio::test]
async fn an_address_keeps_its_reading_until_it_comes_again() {
    let town = Town::new().await;
    settle(&town).await;
    let earlier = AddressText::stored("1号3幢").unwrap();
    let kept = GroupAddress {
        id: AddressId(Uuid::now_v7()),
        building_group: group_id("Q3"),
        text: WrittenAddress::stored(earlier, Some("壹号院3号楼".to_owned())),
        point: None,
        period: Period::since(town.now()),
    };
    town.apply(vec![AtlasEdit::AddAddress(kept)]).await.unwrap();
    let told = read_otherwise(&town.another().atlas());
    assert_eq!(told.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::AddressReadOtherwise]);
    let params = |name: &str| told[0].params[name].as_str().unwrap();
    assert_eq!(
        ["building_group", "address", "kept", "today"].map(params),
        ["Q3", "壹号院3号楼", "1号3幢", "一号院3幢"]
    );
    let again = addresses(&town, "楼组代码,门址\nQ3,壹号院3号楼\n", Datum::Wgs84).await.unwrap();
    assert_eq!(again, counts(0, 1, 0));
    assert_eq!(read_otherwise(&town.another().atlas()), []);
}

#[tokio::test]
async fn a_cell_names_several_addresses_only_where_a_row_has_room_for_them() {
    let town = Town::new().await;
    let file = "网格代码,名称,门址\nG1,东组,金水苑16、17号楼\nG1,西组,金水苑18-20号楼\n";
    let file = BuildingGroupFile::read(file.as_bytes()).unwrap();
    import_building_groups(&town.import_run(false), &file).await.unwrap();
    let atlas = town.another().atlas();
    let count =
        |code: &str| atlas.addresses().of_group(atlas.groups().by_code(code).unwrap().id).count();
    assert_eq!((count("G1-01"), count("G1-02")), (2, 3));
    let unclear = "网格代码,名称,门址\nG1,南组,龙泉路12-14号\n";
    let unclear = BuildingGroupFile::read(unclear.as_bytes()).unwrap();
    let problems = refused(import_building_groups(&town.import_run(false), &unclear).await);
    assert_eq!(faults(&problems, "row"), [(Code::AddressRangeUnclear, Some(2))]);
    let problems =
        refused(addresses(&town, "楼组代码,门址\nG1-01,金水苑21、22号楼\n", Datum::Wgs84).await);
    assert_eq!(faults(&problems, "row"), [(Code::AddressesInCell, Some(2))]);
}
