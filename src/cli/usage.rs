//! How the command line is used: its help, and what is wrong with it, in Chinese and then in
//! English.

use crate::domain::vocabulary::Unknown;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};
use std::error::Error as _;
use std::process::ExitCode;

/// Layout of the help, with the headings that clap knows in English alone.
const HELP: &str =
    "{before-help}{about-with-newline}\n用法 Usage: {usage}\n\n{all-args}{after-help}";

/// Parses the command line of this process; when it cannot, shows why or the help that was asked
/// for, and returns the exit code.
pub fn parse<C: CommandFactory + FromArgMatches>() -> Result<C, ExitCode> {
    let mut command = C::command();
    // What clap adds by itself is there from then on.
    command.build();
    let parsed = in_both_languages(command).try_get_matches();
    parsed.and_then(|matches| C::from_arg_matches(&matches)).map_err(|error| shown(&error))
}

fn in_both_languages(command: Command) -> Command {
    let named = |arg: Arg| {
        let arg = match arg.get_id().as_str() {
            "help" => arg.help("显示帮助 Print help").long_help("显示帮助 Print help"),
            "version" => arg.help("显示版本 Print version"),
            _ => arg,
        };
        let heading = if arg.is_positional() { "参数 Arguments" } else { "选项 Options" };
        arg.help_heading(heading)
    };
    let of_help = |command: Command| match command.get_name() {
        "help" => command.about("显示某个命令的帮助 Print the help of a command"),
        _ => command,
    };
    of_help(command)
        .help_template(HELP)
        .subcommand_help_heading("命令 Commands")
        .mut_args(named)
        .mut_subcommands(in_both_languages)
}

fn shown(error: &Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // A reader that closed the pipe has seen enough.
            let _ = error.print();
        }
        _ => {
            let [zh, en] = fault(error);
            eprintln!("错误：{zh}\nerror: {en}");
            if let Some([zh, en]) = hint(error) {
                eprintln!("提示：{zh}\nnote: {en}");
            }
            if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
                eprintln!("\n{}", usage.to_string().replacen("Usage:", "用法 Usage:", 1));
            }
            eprintln!("\n加 --help 查看说明 For more, add --help");
        }
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Returns what is wrong.
fn fault(error: &Error) -> [String; 2] {
    let argument = named(error, ContextKind::InvalidArg, " ");
    let value = named(error, ContextKind::InvalidValue, " ");
    match error.kind() {
        ErrorKind::UnknownArgument => {
            [format!("没有参数 {argument}"), format!("there is no argument {argument}")]
        }
        ErrorKind::InvalidSubcommand => {
            let command = named(error, ContextKind::InvalidSubcommand, " ");
            [format!("没有命令 {command}"), format!("there is no command {command}")]
        }
        ErrorKind::MissingSubcommand => {
            let command = named(error, ContextKind::InvalidSubcommand, " ");
            let known = |separator| named(error, ContextKind::ValidSubcommand, separator);
            [
                format!("{command} 之后须写明命令：{}", known("、")),
                format!("{command} needs a command: {}", known(", ")),
            ]
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = |separator| named(error, ContextKind::InvalidArg, separator);
            [
                format!("缺少参数：{}", missing("、")),
                format!("arguments are missing: {}", missing(", ")),
            ]
        }
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::InvalidValue if value.is_empty() => {
            [format!("参数 {argument} 缺少值"), format!("{argument} needs a value")]
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = why(error);
            [
                format!("参数 {argument} 的值“{value}”无效"),
                format!("the value \"{value}\" of {argument} is not valid{why}"),
            ]
        }
        ErrorKind::TooManyValues => [
            format!("参数 {argument} 不带值，请去掉“{value}”"),
            format!("{argument} takes no value; leave \"{value}\" out"),
        ],
        ErrorKind::InvalidUtf8 => [
            "参数中有不是 UTF-8 的字节".to_owned(),
            "there are bytes in an argument that are not UTF-8".to_owned(),
        ],
        other => ["命令行写法有误".to_owned(), other.to_string()],
    }
}

fn conflict(error: &Error, argument: &str) -> [String; 2] {
    let others = |separator| named(error, ContextKind::PriorArg, separator);
    if others(" ") == argument {
        return [
            format!("参数 {argument} 只能写一次"),
            format!("{argument} is given more than once"),
        ];
    }
    [
        format!("参数 {argument} 不能与 {} 同时使用", others("、")),
        format!("{argument} cannot be used together with {}", others(", ")),
    ]
}

/// Returns the words of a parser, which are English; none where the hint says more.
fn why(error: &Error) -> String {
    match error.source() {
        Some(source) if !source.is::<Unknown>() => format!(": {source}"),
        _ => String::new(),
    }
}

/// Returns what might be meant, or what can be written.
fn hint(error: &Error) -> Option<[String; 2]> {
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = |separator| suggested.map(|kind| named(error, kind, separator)).concat();
    if !meant(" ").is_empty() {
        return Some([format!("是否指 {}？", meant("、")), format!("is {} meant?", meant(", "))]);
    }
    let known = |separator: &str| match error.source().and_then(|source| source.downcast_ref()) {
        Some(Unknown { known, .. }) => known.join(separator),
        None => named(error, ContextKind::ValidValue, separator),
    };
    let some = !known(" ").is_empty();
    some.then(|| [format!("可用：{}", known("、")), format!("known are: {}", known(", "))])
}

/// Returns what the error names, side by side.
fn named(error: &Error, kind: ContextKind, separator: &str) -> String {
    match error.get(kind) {
        Some(ContextValue::String(name)) => name.clone(),
        Some(ContextValue::Strings(names)) => names.join(separator),
        _ => String::new(),
    }
}
