//! `wangge openapi`

use crate::error::{Language, Result};
use crate::web::routes::document;
use clap::{Args, ValueEnum};
use std::process::ExitCode;

/// 接口文档 Prints the OpenAPI document, as it is served and as `docs/` keeps it
#[derive(Debug, Args)]
pub struct OpenApi {
    /// 语言 The language of its texts
    #[arg(long, value_enum, default_value = "en")]
    lang: DocumentLanguage,
}

/// Language of the document as the command line names it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DocumentLanguage {
    Zh,
    En,
}

impl OpenApi {
    /// Runs the command.
    #[expect(clippy::unnecessary_wraps, reason = "every command may be refused")]
    pub fn run(self) -> Result<ExitCode> {
        let language = match self.lang {
            DocumentLanguage::Zh => Language::Chinese,
            DocumentLanguage::En => Language::English,
        };
        print!("{}", document(language));
        Ok(ExitCode::SUCCESS)
    }
}
