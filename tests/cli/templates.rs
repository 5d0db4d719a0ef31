//! Each template is a file that can be imported as it is.

use super::desk::{Desk, said};
use super::features::{collection, feature, rectangle};
use std::fs;

/// Exports a template and imports its example row.
#[track_caller]
fn imported(desk: &Desk, kind: &str, more: &[&str]) -> String {
    let out = format!("{kind}.xlsx");
    let exported = desk.run(&["export", "template", kind, "--out", &out]);
    assert!(exported.status.success(), "{}", said(&exported));
    let arguments = [&["import", kind, &out], more].concat();
    let done = desk.run(&arguments);
    assert!(done.status.success(), "{kind}: {}", said(&done));
    said(&done)
}

#[test]
fn the_example_row_of_every_template_is_imported() {
    let desk = Desk::begun();
    let grid = feature("310120001001", rectangle([0.0, 0.0], [10.0, 10.0]));
    let file = desk.write("grids.geojson", &collection(&[grid]));
    let import = ["import", "grids", &file, "--level", "neighborhood", "--parent", "T"];
    assert!(desk.run(&import).status.success());
    assert!(imported(&desk, "members", &[]).contains("zhang.wei2"));
    assert!(imported(&desk, "building-groups", &[]).contains("created 1 groups, 2 addresses"));
    assert!(imported(&desk, "addresses", &[]).contains("added 1 addresses"));
    assert!(imported(&desk, "duties", &[]).contains("gave 1 duties"));
    assert!(imported(&desk, "posts", &[]).contains("created 1 posts"));
    assert!(imported(&desk, "registrations", &[]).contains("1 registrations wait"));
    let tickets = imported(&desk, "requests", &["--mapping", "requests.toml"]);
    assert!(tickets.contains("imported 1, already there 0, refused 0"), "{tickets}");
    let again = desk.run(&["export", "template", "members", "--out", "members.xlsx"]);
    assert!(said(&again).contains("export_file"), "a file that is there is not overwritten");
    assert_eq!(
        desk.run(&["export", "template", "grids", "--out", "x.xlsx"]).status.code(),
        Some(2)
    );
    assert!(!fs::exists(desk.folder.path().join("x.xlsx")).unwrap());
}
