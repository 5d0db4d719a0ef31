//! The binary itself, as an administrator runs it.

use super::desk::{BEGIN, Desk, json, said};
use super::features::{collection, feature, rectangle};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

#[test]
fn a_town_begins_once_with_keys_of_its_own() {
    let desk = Desk::new();
    let done = desk.run(&BEGIN);
    assert!(
        done.status.success() && said(&done).matches("    first    ").count() == 1,
        "{}",
        said(&done)
    );
    for keys in [desk.vault_keys(), desk.token_keys()] {
        assert_eq!(fs::metadata(keys).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = desk.run(&BEGIN);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("already_initialized"), "{}", said(&again));
    let located = json(
        &desk.run(&["locate", "--lon", "121.4", "--lat", "30.9", "--datum", "gcj02", "--json"]),
    );
    assert_eq!(
        (&located["responsible"]["member"], &located["grid"]["level"]),
        (&"first".into(), &"district".into())
    );
    assert!(said(&desk.run(&["locate", "--lon", "121.4", "--lat", "30.9"])).contains("first"));
}

#[test]
fn one_person_cannot_be_leader_and_deputy() {
    let desk = Desk::new();
    let mut same = BEGIN;
    same[8] = "First";
    let refused = desk.run(&same);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(said(&refused).matches("supervisors_same").count(), 1, "{}", said(&refused));
    assert!(!desk.vault_keys().exists());
}

#[test]
fn addresses_that_look_like_typing_errors_make_no_database() {
    let desk = Desk::new();
    for (url, code) in
        [("data/town.db", "database_url"), ("sqlite://no/such/folder/town.db", "folder_missing")]
    {
        let refused = desk.command(&BEGIN).env("WANGGE_DATABASE_URL", url).output().unwrap();
        assert!(
            refused.status.code() == Some(1) && said(&refused).contains(code),
            "{}",
            said(&refused)
        );
    }
    let missing =
        desk.command(&["check"]).env("WANGGE_DATABASE_URL", "sqlite://town.db").output().unwrap();
    assert!(said(&missing).contains("database_missing"), "{}", said(&missing));
    assert_eq!(fs::read_dir(desk.folder.path()).unwrap().count(), 0);
    assert_eq!(desk.run(&["locate", "--lat", "1"]).status.code(), Some(2));
    assert_eq!(
        desk.run(&["import", "grids", "x", "--level", "grid", "--kind", "round"]).status.code(),
        Some(2)
    );
}

#[test]
fn borders_are_proposed_from_addresses_and_imported_again() {
    let desk = Desk::begun();
    let whole =
        desk.write("n.geojson", &collection(&[feature("N1", rectangle([0.0, 0.0], [9.0, 9.0]))]));
    let west = feature("G1", rectangle([0.0, 0.0], [2.0, 9.0]));
    let grids = collection(&[west, feature("G2", rectangle([2.0, 0.0], [9.0, 9.0]))]);
    let grids = desk.write("g.geojson", &grids);
    for (file, level, parent) in [(&whole, "neighborhood", "T"), (&grids, "grid", "N1")] {
        let done = desk.run(&["import", "grids", file, "--level", level, "--parent", parent]);
        assert!(done.status.success(), "{}", said(&done));
    }
    let refused = desk.run(&["propose-borders", "N1"]);
    assert_eq!(said(&refused).matches("no_address_points").count(), 2, "{}", said(&refused));
    let groups = "网格代码,名称,门址\nG1,一组,金水苑1号楼\nG2,二组,金水苑2号楼\n";
    assert!(
        desk.run(&["import", "building-groups", &desk.write("b.csv", groups)]).status.success()
    );
    let addresses = "楼组代码,门址,经度,纬度\nG1-01,金水苑3号楼,121.403,30.905\nG2-01,金水苑4号楼,121.407,30.905\n";
    let done = desk.run(&["import", "addresses", &desk.write("a.csv", addresses)]);
    assert!(done.status.success(), "{}", said(&done));
    let proposed = desk.run(&["propose-borders", "N1", "--max-reach-m", "200"]);
    let file = json(&proposed);
    let codes: Vec<&Value> =
        file["features"].as_array().unwrap().iter().map(|one| &one["properties"]["code"]).collect();
    assert_eq!(codes, ["G1", "G2"]);
    assert!(
        said(&proposed).contains("grids 2, in several parts 0, with remote land 2"),
        "{}",
        said(&proposed)
    );
    let file = desk.write("p.geojson", &file.to_string());
    let again =
        desk.run(&["import", "grids", &file, "--level", "grid", "--parent", "N1", "--replace"]);
    assert!(said(&again).contains("replaced 2"), "{}", said(&again));
    let located = json(&desk.run(&["locate", "--lon", "121.4045", "--lat", "30.901", "--json"]));
    assert_eq!(located["grid"]["code"], "G1");
    let none = desk.run(&["propose-borders", "X9"]);
    assert!(none.status.code() == Some(1) && said(&none).contains("unknown_grid"));
}

#[test]
fn files_are_imported_checked_and_located() {
    let desk = Desk::begun();
    let west = || feature("N1", rectangle([0.0, 0.0], [5.0, 10.0]));
    let file = desk.write(
        "grids.geojson",
        &collection(&[west(), feature("N2", rectangle([5.0, 0.0], [10.0, 10.0]))]),
    );
    let import = ["import", "grids", &file, "--level", "neighborhood", "--parent", "T"];
    let done = desk.run(&import);
    assert!(done.status.success() && said(&done).contains("created 2"), "{}", said(&done));
    let again = desk.run(&import);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        said(&again).contains("要素 0（N1）：代码 N1 已被使用")
            && said(&again).contains("feature 1 (N2)"),
        "{}",
        said(&again)
    );
    let members = desk.write("members.csv", "工号,姓名,登录名\nM1,张敏,zhang.min\n");
    assert!(said(&desk.run(&["import", "members", &members])).contains("zhang.min"));
    let duties = desk.write("duties.csv", "工号,网格代码,担任\nM1,N1,书记\n");
    assert!(desk.run(&["import", "duties", &duties]).status.success());
    let groups = desk.write("groups.csv", "网格代码,名称,组长工号,门址\nN1,一组,M1,金水苑1号楼\n");
    let done = desk.run(&["import", "building-groups", &groups]);
    assert!(
        done.status.success() && said(&done).contains("created 1 groups, 1 addresses"),
        "{}",
        said(&done)
    );
    let addresses =
        desk.write("addresses.csv", "楼组代码,门址\nN1-01,金水苑2号楼\nN1-01,金水苑二幢\n");
    let refused = desk.run(&["import", "addresses", &addresses, "--dry-run"]);
    assert!(
        refused.status.code() == Some(1) && said(&refused).contains("第 3 行"),
        "{}",
        said(&refused)
    );
    let wrong = desk.write("wrong.csv", "工号,网格代码,担任\nM1,N1,书记\nM9,N1,书记\n");
    let refused = desk.run(&["import", "duties", &wrong]);
    assert!(
        refused.status.code() == Some(1) && said(&refused).contains("第 3 行"),
        "{}",
        said(&refused)
    );
    let located = json(&desk.run(&["locate", "--lon", "121.402", "--lat", "30.905", "--json"]));
    assert_eq!(
        (&located["grid"]["code"], &located["responsible"]["member"]),
        (&"N1".into(), &"M1".into())
    );
    let checked = desk.run(&["check", "--json"]);
    assert!(checked.status.success() && json(&checked)["ok"] == true, "{}", said(&checked));
    let over = desk
        .write("over.geojson", &collection(&[feature("N3", rectangle([4.0, 0.0], [6.0, 9.0]))]));
    assert!(
        desk.run(&["import", "grids", &over, "--level", "neighborhood", "--allow-overlap"])
            .status
            .success()
    );
    let broken = desk.run(&["check", "--json"]);
    assert!(
        broken.status.code() == Some(1) && json(&broken)["breaches"][0]["code"] == "grids_overlap",
        "{}",
        said(&broken)
    );
}

#[test]
fn users_are_added_appointed_and_locked_out() {
    let desk = Desk::begun();
    let add = ["user", "add", "--login", "third", "--name", "王芳", "--role", "auditor"];
    assert!(said(&desk.run(&add)).contains("    third    "));
    let other = desk.run(&["user", "appoint", "--member", "first", "--role", "auditor"]);
    assert!(
        other.status.code() == Some(1) && said(&other).contains("roles_exclude"),
        "{}",
        said(&other)
    );
    assert!(
        desk.run(&["user", "dismiss", "--member", "third", "--role", "auditor"]).status.success()
    );
    assert!(
        said(&desk.run(&["user", "dismiss", "--member", "third", "--role", "auditor"]))
            .contains("not_appointed")
    );
    assert!(
        said(&desk.run(&["user", "reset-password", "--login", "third"])).contains("    third    ")
    );
    assert!(desk.run(&["user", "disable", "--login", "third"]).status.success());
    assert!(said(&desk.run(&["user", "enable", "--login", "nobody"])).contains("unknown_account"));
    assert!(
        said(&desk.run(&["user", "end-sessions", "--login", "third"]))
            .contains("sessions ended: 0")
    );
    assert!(said(&desk.run(&["migrate"])).contains("nothing to do"));
}

/// The shared data lies beside the project; without it this test says so and passes.
#[test]
fn real_points_agree_with_real_boundaries() {
    let Some([areas, points]) = shared(["chicago_community_areas.geojson", "chicago_requests.csv"])
    else {
        return;
    };
    let desk = Desk::begun();
    let done = desk.run(&[
        "import",
        "grids",
        &areas,
        "--level",
        "neighborhood",
        "--code-field",
        "code",
        "--name-field",
        "name",
    ]);
    assert!(
        done.status.success() && said(&done).matches("grids_leave_gap").count() == 3,
        "{}",
        said(&done)
    );
    let compared = desk.run(&[
        "locate",
        "--csv",
        &points,
        "--lon",
        "lon",
        "--lat",
        "lat",
        "--expect",
        "community_area",
        "--level",
        "neighborhood",
        "--json",
    ]);
    let compared = json(&compared);
    let percent = |key: &str| compared[key].as_f64().unwrap();
    assert!(compared["rows"] == 18_601 && compared["without_point"] == 6, "{compared}");
    assert!(percent("exact_pct") >= 98.1 && percent("within_1m_pct") >= 99.8, "{compared}");
}

fn shared<const N: usize>(names: [&str; N]) -> Option<[String; N]> {
    let folder = std::env::var_os("WANGGE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = names.map(|name| folder.join(name));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        println!("skipped: there is no {}", missing.display());
        return None;
    }
    Some(paths.map(|path| path.display().to_string()))
}
