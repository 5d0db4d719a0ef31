//! `wangge user`

mod account;

use super::context::{RunContext, actor, block_on};
use super::logins;
use super::output::line;
use crate::domain::login_name::LoginName;
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::accounts::{disable_account, enable_account, end_sessions, reset_totp};
use crate::service::members::NewMember;
use crate::service::users::{RoleAt, add_user, appoint, dismiss, give_login};
use account::{AccountArgs, StaffArgs};
use clap::Subcommand;
use std::process::ExitCode;

/// 账号与任命 Accounts, logins of staff, and the roles they are appointed to
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// 新增人员及其账号 Add a member with a login, and a role if given
    Add {
        /// 登录名 Login name
        #[arg(long)]
        login: String,
        /// 姓名 Name
        #[arg(long)]
        name: String,
        /// 工号 Code of the member [default: the login name]
        #[arg(long)]
        code: Option<String>,
        /// 电话 Phone
        #[arg(long)]
        phone: Option<String>,
        #[command(flatten)]
        role: OptionalRole,
    },
    /// 给已有人员开账号 Give a member a login
    Login {
        /// 工号 Code of the member
        #[arg(long)]
        member: String,
        /// 登录名 Login name
        #[arg(long)]
        login: String,
    },
    /// 任命角色 Appoint a member to a role
    Appoint(AppointmentArgs),
    /// 免去角色 End a member's role
    Dismiss(AppointmentArgs),
    /// 重置密码 Replace a lost password by a one-time password
    ResetPassword(StaffArgs),
    /// 重置验证器 Forget a lost authenticator app
    ResetTotp(StaffArgs),
    /// 停用账号 Close an account
    Disable(AccountArgs),
    /// 启用账号 Open an account again
    Enable(AccountArgs),
    /// 结束登录 Sign an account out on every device
    EndSessions(AccountArgs),
}

/// A role that may be given.
#[derive(Debug, clap::Args)]
pub struct OptionalRole {
    /// 角色 `town_desk`, supervisor, `system_administrator`, `security_administrator`, auditor
    #[arg(long)]
    role: Option<Role>,
    /// 网格代码 Code of the grid it is over [default: the root]
    #[arg(long, requires = "role")]
    grid: Option<String>,
}

/// A member and a role.
#[derive(Debug, clap::Args)]
pub struct AppointmentArgs {
    /// 工号 Code of the member
    #[arg(long)]
    member: String,
    /// 角色 `town_desk`, supervisor, `system_administrator`, `security_administrator`, auditor
    #[arg(long)]
    role: Role,
    /// 网格代码 Code of the grid it is over [default: the root]
    #[arg(long)]
    grid: Option<String>,
}

impl UserCommand {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        match self {
            Self::Add { login, name, code, phone, role } => {
                let login = LoginName::parse(&login)?;
                let code = code.unwrap_or_else(|| login.as_str().replace('.', "_"));
                let phone = phone.as_deref().map(Phone::parse).transpose()?;
                let member = NewMember::new(code, name, phone, Some(login), db.now());
                let role = role.role.map(|given| RoleAt { role: given, grid: role.grid });
                let first =
                    block_on(add_user(&db, &context.password_workers()?, actor(), member, role))?;
                logins::tell(&first);
            }
            Self::Login { member, login } => {
                let login = LoginName::parse(&login)?;
                let first = block_on(give_login(
                    &db,
                    &context.password_workers()?,
                    actor(),
                    &member,
                    login,
                ))?;
                logins::tell(&[first]);
            }
            Self::Appoint(AppointmentArgs { member, role, grid }) => {
                block_on(appoint(&db, actor(), &member, RoleAt { role, grid }))?;
            }
            Self::Dismiss(AppointmentArgs { member, role, grid }) => {
                block_on(dismiss(&db, actor(), &member, RoleAt { role, grid }))?;
            }
            Self::ResetPassword(account) => account.reset_password(context, &db)?,
            Self::ResetTotp(account) => block_on(reset_totp(&db, actor(), account.name()?))?,
            Self::Disable(account) => block_on(disable_account(&db, actor(), account.whose()?))?,
            Self::Enable(account) => block_on(enable_account(&db, actor(), account.whose()?))?,
            Self::EndSessions(account) => {
                let ended = block_on(end_sessions(&db, actor(), account.whose()?))?;
                line(format_args!("结束了 {ended} 次登录 sessions ended: {ended}"));
            }
        }
        line("完成 done");
        Ok(ExitCode::SUCCESS)
    }
}
