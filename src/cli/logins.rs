//! First passwords, shown once.

use crate::service::members::FirstLogin;

/// Prints each login name with its one-time password.
pub fn tell(logins: &[FirstLogin]) {
    if logins.is_empty() {
        return;
    }
    println!("一次性密码，24 小时内有效，首次登录须修改，只显示这一次：");
    println!("one-time passwords, good for 24 hours, to be changed at the first sign-in, shown only now:");
    for FirstLogin { name, password } in logins {
        println!("    {}    {}", name.as_str(), password.expose());
    }
}
