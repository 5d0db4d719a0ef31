//! Importing pioneer posts and registrations.

use super::{faults, refused};
use crate::support::hall::Hall;
use crate::support::quarter::settle;
use crate::support::town::{Town, grid_id};
use wangge::domain::datum::Datum;
use wangge::domain::file_import::ImportCounts;
use wangge::domain::pioneer_post::PostZone;
use wangge::error::{Code, Result};
use wangge::service::import::posts::{PostFile, import_posts};
use wangge::service::import::registrations::{RegistrationFile, import_registrations};

async fn posts(town: &Town, file: &str) -> Result<ImportCounts> {
    let file = PostFile::read(file.as_bytes(), Datum::Wgs84)?;
    import_posts(&town.import_run(false), &file).await
}

async fn registrations(town: &Town, file: &str, dry_run: bool) -> Result<ImportCounts> {
    let file = RegistrationFile::read(file.as_bytes())?;
    import_registrations(&town.import_run(dry_run), &file).await
}

#[tokio::test]
async fn posts_come_with_each_kind_of_zone() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "岗位代码,岗位名称,岗位职责,技能,人数,网格代码,楼组代码,经度,纬度,半径\n\
        X1,调解岗,调解、走访,邻里调解,2,G1,,,,\n\
        X2,楼道岗,,law,,,Q1,,,\n\
        X3,路口岗,,,,,,121.405,30.905,200\n";
    assert_eq!(posts(&town, file).await.unwrap().created, 3);
    let atlas = town.another().atlas();
    let post = |code: &str| atlas.pioneer_posts().by_code(code).unwrap();
    let first = &post("X1").profile;
    assert_eq!(
        (first.duties.as_slice(), first.places),
        (["调解", "走访"].map(str::to_owned).as_slice(), 2)
    );
    assert_eq!(
        (&first.skills, &first.zone),
        (&vec!["mediation".to_owned()], &PostZone::Grid(grid_id("G1")))
    );
    assert!(
        matches!(&post("X2").profile.zone, PostZone::BuildingGroups(groups) if groups.len() == 1)
    );
    assert_eq!((post("X3").profile.places, post("X3").grid), (1, grid_id("G1")));
}

#[tokio::test]
async fn every_wrong_post_is_named_and_none_is_imported() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "code,name,skills,places,grid_code,building_groups,lon,lat,radius_m\n\
        X 1,岗,flying,,G1,,,,\n\
        X2,岗,,0,G9,,,,\n\
        X3,岗,,,,Q1、Q9,,,\n\
        X4,岗,,,G1,Q1,,,\n\
        X5,岗,,,,,121.4,30.9,\n\
        X6,岗,,,,,,,10\n\
        X7,岗,law、法律咨询,,G1,,,,\n";
    let problems = refused(posts(&town, file).await);
    let expected = [
        (Code::UnknownSkill, Some(2)),
        (Code::SheetValue, Some(3)),
        (Code::UnknownGrid, Some(3)),
        (Code::UnknownBuildingGroup, Some(4)),
        (Code::PostZoneUnclear, Some(5)),
        (Code::PostZoneUnclear, Some(6)),
        (Code::SheetValue, Some(7)),
        (Code::SkillTwice, Some(8)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
    assert_eq!(town.another().atlas().pioneer_posts().all().count(), 0);
}

#[actix_web::test]
async fn registrations_wait_for_the_secretary() {
    let hall = Hall::open().await;
    let file = "工号,居村代码,技能,空闲时间\n\
        idle,N1,法律咨询、mediation,周六 09:00-11:30；星期天14:00—16:00\n";
    assert_eq!(registrations(&hall.town, file, true).await.unwrap().created, 1);
    let waiting = "/registrations?state=pending";
    let listed = hall.get("N1-leader", waiting).expect(200).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 0, "a dry run writes nothing");
    assert_eq!(registrations(&hall.town, file, false).await.unwrap().created, 1);
    let listed = hall.get("N1-leader", waiting).expect(200).await.json();
    let id = listed["items"][0]["id"].as_str().unwrap();
    let read = hall.get("N1-leader", &format!("/registrations/{id}")).expect(200).await.json();
    assert_eq!(
        (&read["state"], &read["skills"]),
        (&"pending".into(), &serde_json::json!(["law", "mediation"]))
    );
    assert_eq!(
        read["free_times"][1],
        serde_json::json!({ "weekday": 7, "from": "14:00:00", "to": "16:00:00" })
    );
    let problems = refused(registrations(&hall.town, file, false).await);
    assert_eq!(faults(&problems, "row"), [(Code::RegistrationTwice, Some(2))]);
}

#[tokio::test]
async fn every_wrong_registration_is_named_and_none_is_stored() {
    let town = Town::new().await;
    let file = "member,organization,grid_code,home_organization,skills,free_times\n\
        nobody,,N9,NO,flying,\n\
        ,,N1,,,\n\
        G1-leader,,G1,,,\n\
        G2-leader,,N1,,,周八 09:00-11:00\n\
        G3-leader,,N1,,,周一 11:00-09:00\n\
        G4-leader,,N1,,,\n\
        G4-leader,,N2,,,\n";
    let problems = refused(registrations(&town, file, false).await);
    let expected = [
        (Code::UnknownMember, Some(2)),
        (Code::UnknownGrid, Some(2)),
        (Code::UnknownOrganization, Some(2)),
        (Code::UnknownSkill, Some(2)),
        (Code::RegistrantUnclear, Some(3)),
        (Code::NotANeighbourhood, Some(4)),
        (Code::SheetValue, Some(5)),
        (Code::FreeTimeWrong, Some(6)),
        (Code::SheetRowTwice, Some(8)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
}
