//! `wangge keys`

use super::context::{RunContext, actor, block_on};
use super::output::line;
use crate::error::Result;
use crate::service::keys::{create_signing_key, rotate_signing_key, rotate_wrapping_key};
use crate::store::vault::key::KeyRing;
use clap::Subcommand;
use std::process::ExitCode;

/// 密钥文件 The key files
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    Rotate(Rotate),
    NewTokens(NewTokens),
}

/// 轮换：新增密钥并启用，旧密钥保留 Add a new active key to each key file; the older ones stay for what they made
#[derive(Debug, clap::Args)]
pub struct Rotate {
    /// 只轮换保护个人信息的密钥 Only the key that protects personal data
    #[arg(long, conflicts_with = "tokens")]
    vault: bool,
    /// 只轮换签发登录令牌的密钥 Only the key that signs access tokens
    #[arg(long)]
    tokens: bool,
}

/// 重建：签发登录令牌的密钥文件丢失后，另生成一个 Make the key file of access tokens anew when it is lost
///
/// A file that is there is not overwritten. The key file of personal data cannot be made anew.
#[derive(Debug, clap::Args)]
pub struct NewTokens {}

impl KeysCommand {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        match self {
            Self::Rotate(command) => command.run(context),
            Self::NewTokens(command) => command.run(context),
        }
    }
}

impl NewTokens {
    fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let file = &context.config.keys.tokens;
        let keys = block_on(create_signing_key(&db, actor(), file))?;
        tell(&file.display().to_string(), &keys);
        line("请把文件发给每个进程，全部重启；重启后以前的登录令牌一律失效；请备份密钥文件");
        line("give every process the file and restart all: then older access tokens are refused");
        line("back the key file up");
        Ok(ExitCode::SUCCESS)
    }
}

impl Rotate {
    fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let files = &context.config.keys;
        if !self.tokens {
            let keys = block_on(rotate_wrapping_key(&db, actor(), &files.vault))?;
            tell(&files.vault.display().to_string(), &keys);
        }
        if !self.vault {
            let keys = block_on(rotate_signing_key(&db, actor(), &files.tokens))?;
            tell(&files.tokens.display().to_string(), &keys);
        }
        line("运行中的服务重启后才使用新密钥；请备份密钥文件");
        line(
            "running processes take the new keys over when they are restarted; back the key files up",
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the names of the keys of a file, never the keys.
fn tell(file: &str, keys: &KeyRing) {
    line(format_args!("{file}: {} 启用 active", keys.active().id));
    keys.all().skip(1).for_each(|key| line(format_args!("{file}: {} 保留 kept", key.id)));
}
