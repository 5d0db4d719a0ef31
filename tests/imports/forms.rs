//! Forms that are wrong, and the templates.

use super::{Form, run};
use crate::support::hall::Hall;
use serde_json::json;

const ADDRESSES: &str = "building_group,address\nB1,听潮苑8号楼\n";

#[actix_web::test]
async fn what_is_wrong_with_a_form_is_named_at_its_field() {
    let hall = Hall::open().await;
    let form = || Form::of("addresses", ADDRESSES);
    let cases = [
        (form().without_file(), 422, "required", "/file"),
        (Form::of("houses", ADDRESSES), 400, "invalid_parameter", "/kind"),
        (form().with("kind", "members"), 422, "form_field_twice", "/kind"),
        (form().with("colour", "red"), 422, "unknown_field", "/colour"),
        (form().with("dry_run", "perhaps"), 400, "invalid_parameter", "/dry_run"),
        (form().with("mapping", "x"), 422, "import_option_not_here", "/mapping"),
        (form().with("level", "block"), 422, "import_option_not_here", "/level"),
        (form().with("keep_going", "true"), 422, "import_option_not_here", "/keep_going"),
        (
            Form::of("members", ADDRESSES).with("datum", "wgs84"),
            422,
            "import_option_not_here",
            "/datum",
        ),
        (Form::of("grids", "{}"), 422, "required", "/level"),
        (
            Form::of("grids", "{}")
                .with("level", "block")
                .with("parent", "G1")
                .with("parent_by_location", "true"),
            422,
            "import_parent_twice",
            "/parent",
        ),
    ];
    for (form, status, code, place) in cases {
        form.by(&hall, "supervisor").expect(status).await.code(code).at(place);
    }
    let mapping = Form::of("requests", ADDRESSES).with("mapping", "system = 3");
    mapping.by(&hall, "desk").expect(422).await;
    hall.unkeyed("supervisor", "/imports", &json!({})).expect(415).await.code("form_expected");
    let cut = hall.bare_post("supervisor", "/imports");
    let cut = cut.header("Content-Type", "multipart/form-data; boundary=x").body("--x\r\n");
    cut.expect(400).await.code("malformed_form");
    assert_eq!(run(&hall).await, 0, "nothing of it was kept");
}

#[actix_web::test]
async fn a_file_that_is_no_table_is_refused_and_says_why() {
    let hall = Hall::open().await;
    for (file, code) in [
        ("", "sheet_empty"),
        ("PK\u{3}\u{4}nonsense", "file_unreadable"),
        ("a,b\n1,2\n", "sheet_header_missing"),
    ] {
        let refused = Form::of("addresses", file).imported(&hall, "supervisor").await;
        assert_eq!(
            (&refused["state"], &refused["problems"][0]["code"]),
            (&json!("refused"), &json!(code))
        );
    }
}

#[actix_web::test]
async fn every_template_can_be_filled_in_and_sent() {
    let hall = Hall::open().await;
    for kind in
        ["members", "duties", "building_groups", "addresses", "posts", "registrations", "requests"]
    {
        let template =
            hall.get("supervisor", &format!("/import-templates/{kind}")).bytes(200).await;
        let who = if kind == "requests" { "desk" } else { "supervisor" };
        let read = Form::of(kind, &template).with("dry_run", "true").imported(&hall, who).await;
        assert_eq!(read["row_count"], 1, "{kind}: {read}");
    }
    hall.get("supervisor", "/import-templates/grids").expect(404).await.code("not_found");
}
