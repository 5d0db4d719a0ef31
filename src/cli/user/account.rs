//! The account that an administrator selects.

use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::logins;
use crate::domain::login_name::LoginName;
use crate::domain::phone::Phone;
use crate::error::{Code, Problem, Result, system_reason};
use crate::service::accounts::{AccountOwner, reset_password};
use crate::service::members::FirstLogin;
use crate::store::Db;
use std::io::{IsTerminal, stdin};

/// Somebody of staff, by their login name.
#[derive(Debug, clap::Args)]
pub struct StaffArgs {
    /// 登录名 Login name
    #[arg(long)]
    login: String,
}

impl StaffArgs {
    pub(super) fn name(&self) -> Result<LoginName> {
        Ok(LoginName::parse(&self.login)?)
    }

    pub(super) fn reset_password(&self, context: &RunContext, db: &Db) -> Result<()> {
        let name = self.name()?;
        let password =
            block_on(reset_password(db, &context.password_workers()?, actor(), name.clone()))?;
        logins::tell(&[FirstLogin { name, password }]);
        Ok(())
    }
}

/// Somebody of staff by their login name, or a resident by their phone.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct AccountArgs {
    /// 工作人员的登录名 Login name of somebody of staff
    #[arg(long)]
    login: Option<String>,
    // Arguments are seen in every list of processes, the input is not.
    /// 居民：从标准输入读其电话 A resident, whose phone is read from the standard input
    #[arg(long)]
    phone_stdin: bool,
}

impl AccountArgs {
    pub(super) fn whose(&self) -> Result<AccountOwner> {
        match &self.login {
            Some(name) => Ok(AccountOwner::LoginName(LoginName::parse(name)?)),
            None => Ok(AccountOwner::Phone(Phone::parse(&typed("电话 phone: ")?)?)),
        }
    }
}

/// Reads a line of the standard input, with a prompt on a terminal.
fn typed(prompt: &str) -> Result<String> {
    if stdin().is_terminal() {
        eprint!("{prompt}");
    }
    let mut line = String::new();
    stdin().read_line(&mut line).map_err(|fault| {
        Problem::new(Code::FileUnreadable).with("reason", system_reason(&fault))
    })?;
    Ok(line)
}
