//! First passwords, shown once.

use super::output::line;
use crate::service::members::FirstLogin;

/// Prints each login name with its one-time password.
pub fn tell(logins: &[FirstLogin]) {
    if logins.is_empty() {
        return;
    }
    line("一次性密码，24 小时内有效，首次登录须修改，只显示这一次：");
    line(
        "one-time passwords, good for 24 hours, to be changed at the first sign-in, shown only now:",
    );
    for FirstLogin { name, password } in logins {
        line(format_args!("    {}    {}", name.as_str(), password.expose()));
    }
}
