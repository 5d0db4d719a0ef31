//! The binary `wangge`.

fn main() -> std::process::ExitCode {
    wangge::cli::run()
}
