//! Why a command that would serve, or needs files, does not begin.

use super::desk::{BEGIN, Desk, said};
use super::features::{collection, feature, rectangle};
use std::net::TcpListener;
use std::process::Command;

#[track_caller]
fn refused(command: &mut Command, code: &str) {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains(&format!("[{code}]")), "{}", said(&output));
}

#[test]
fn nobody_is_served_in_clear_beyond_this_machine() {
    let desk = Desk::new();
    refused(&mut desk.command(&["serve", "--listen", "0.0.0.0:0"]), "plain_http_refused");
    refused(&mut desk.command(&["demo", "--listen", "0.0.0.0:0"]), "demo_on_loopback_only");
}

#[test]
fn codes_are_not_sent_to_the_log_unless_that_is_allowed() {
    let desk = Desk::begun();
    refused(&mut desk.on_database(&["serve", "--listen", "127.0.0.1:0"]), "log_sender_refused");
}

#[test]
fn an_address_that_another_program_uses_is_named() {
    let (desk, taken) = (Desk::begun(), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = taken.local_addr().unwrap().to_string();
    let mut serve = desk.on_database(&["serve", "--listen", &address]);
    refused(serve.env("WANGGE_AUTH_ALLOW_LOG_SENDER", "true"), "address_in_use");
}

#[test]
fn a_database_that_lacks_migrations_is_not_opened() {
    let desk = Desk::begun();
    assert!(desk.run(&["migrate", "--down-one"]).status.success());
    refused(&mut desk.on_database(&["check"]), "database_outdated");
}

#[test]
fn files_that_are_not_what_they_should_be_are_named() {
    let desk = Desk::new();
    refused(&mut desk.on_database(&["--config", "none.toml", "check"]), "config_unreadable");
    refused(
        &mut desk.command(&["demo", "--data-dir", &desk.write("taken", "")]),
        "demo_file_unusable",
    );
    let blocks = [
        feature("A", rectangle([0.0, 0.0], [5.0, 9.0])),
        feature("B", rectangle([5.0, 0.0], [9.0, 9.0])),
    ];
    let two = desk.write("two.geojson", &collection(&blocks));
    refused(&mut desk.on_database(&[&BEGIN[..], &["--boundary", &two]].concat()), "feature_count");
}
