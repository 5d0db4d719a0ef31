//! What is wrong with a command line is told in Chinese and then in English, and so is the help.

use super::desk::{Desk, said};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// A command line that is not understood, and what is told of it.
fn refused(arguments: &[&str]) -> String {
    let output = Desk::new().run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
    assert!(output.stdout.is_empty(), "{}", said(&output));
    let told = said(&output);
    for english in ["unexpected", "unrecognized", "required", "invalid value", "For more info"] {
        assert!(!told.contains(english), "{told}");
    }
    told
}

#[track_caller]
fn tells(arguments: &[&str], lines: &[&str]) {
    let told = refused(arguments);
    for line in lines {
        assert!(told.lines().any(|told| told == *line), "{line}\n{told}");
    }
}

#[test]
fn a_word_that_is_not_known_is_named_with_what_may_be_meant() {
    tells(
        &["chekc"],
        &[
            "错误：没有命令 chekc",
            "error: there is no command chekc",
            "提示：是否指 check？",
            "note: is check meant?",
            "用法 Usage: wangge [OPTIONS] <COMMAND>",
        ],
    );
    tells(
        &["check", "--jsn"],
        &[
            "错误：没有参数 --jsn",
            "error: there is no argument --jsn",
            "提示：是否指 --json？",
            "note: is --json meant?",
            "加 --help 查看说明 For more, add --help",
        ],
    );
    tells(&["check", "now"], &["错误：没有参数 now", "error: there is no argument now"]);
}

#[test]
fn what_is_missing_is_listed() {
    tells(
        &["--config", "town.toml"],
        &[
            "错误：wangge 之后须写明命令：init、serve、demo、migrate、import、export、locate、\
             propose-borders、check、openapi、user、keys、help",
            "error: wangge needs a command: init, serve, demo, migrate, import, export, locate, \
             propose-borders, check, openapi, user, keys, help",
        ],
    );
    tells(
        &["locate"],
        &[
            "错误：缺少参数：--lon <LON>、--lat <LAT>",
            "error: arguments are missing: --lon <LON>, --lat <LAT>",
        ],
    );
    tells(
        &["locate", "--lon"],
        &["错误：参数 --lon <LON> 缺少值", "error: --lon <LON> needs a value"],
    );
}

#[test]
fn values_that_are_not_valid_are_told_with_those_that_are() {
    tells(
        &["openapi", "--lang", "fr"],
        &[
            "错误：参数 --lang <LANG> 的值“fr”无效",
            "error: the value \"fr\" of --lang <LANG> is not valid",
            "提示：可用：zh、en",
            "note: known are: zh, en",
        ],
    );
    tells(
        &["locate", "--lon", "1", "--lat", "2", "--datum", "wgs"],
        &[
            "错误：参数 --datum <DATUM> 的值“wgs”无效",
            "error: the value \"wgs\" of --datum <DATUM> is not valid",
            "提示：可用：wgs84、gcj02、bd09、cgcs2000",
            "note: known are: wgs84, gcj02, bd09, cgcs2000",
        ],
    );
    tells(
        &["serve", "--listen", "here"],
        &[
            "错误：参数 --listen <ADDRESS:PORT> 的值“here”无效",
            "error: the value \"here\" of --listen <ADDRESS:PORT> is not valid: \
             invalid socket address syntax",
        ],
    );
    tells(
        &["check", "--json=yes"],
        &[
            "错误：参数 --json 不带值，请去掉“yes”",
            "error: --json takes no value; leave \"yes\" out",
        ],
    );
}

#[test]
fn arguments_that_exclude_each_other_are_named() {
    tells(
        &["keys", "rotate", "--vault", "--tokens"],
        &[
            "错误：参数 --vault 不能与 --tokens 同时使用",
            "error: --vault cannot be used together with --tokens",
        ],
    );
    tells(
        &["check", "--json", "--json"],
        &["错误：参数 --json 只能写一次", "error: --json is given more than once"],
    );
    let file = ["import", "grids", "grids.geojson", "--level", "grid"];
    let parents = ["--parent", "T", "--parent-field", "p", "--parent-by-location"];
    tells(
        &[&file[..], &parents].concat(),
        &[
            "错误：参数 --parent <CODE> 不能与 --parent-field <FIELD>、--parent-by-location 同时使用",
        ],
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let desk = Desk::new();
    let mut command = desk.command(&["locate", "--lat", "1", "--lon"]);
    let output = command.arg(OsStr::from_bytes(&[0xff])).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).starts_with("错误：参数中有不是 UTF-8 的字节\nerror: there are bytes"));
}

#[test]
fn the_help_has_headings_in_both_languages() {
    let desk = Desk::new();
    let help = desk.run(&["import", "grids", "--help"]);
    assert_eq!(help.status.code(), Some(0));
    let nothing = desk.run(&[]);
    assert_eq!(nothing.status.code(), Some(2));
    let [grids, all] = [said(&help), said(&nothing)];
    for heading in
        ["\n用法 Usage: wangge import grids ", "\n参数 Arguments:\n", "\n选项 Options:\n"]
    {
        assert!(grids.contains(heading), "{heading}{grids}");
    }
    for heading in ["\n命令 Commands:\n", "\n选项 Options:\n", "显示帮助 Print help"] {
        assert!(all.contains(heading), "{heading}{all}");
    }
    for told in [grids, all] {
        for heading in ["\nUsage:", "\nArguments:", "\nOptions:", "\nCommands:", "  Print"] {
            assert!(!told.contains(heading), "{heading}{told}");
        }
    }
}
