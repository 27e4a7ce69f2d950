//! Methods about the portal and the caller.

use super::fail::Fail;
use super::methods::{Answer, Call};
use super::value::{Array, Value};

pub(crate) fn server_time(call: &mut Call<'_>) -> Answer {
    Ok(call.now().into())
}

pub(crate) fn profile(call: &mut Call<'_>) -> Answer {
    let user = call
        .state
        .user(call.caller.user)
        .ok_or_else(Fail::not_found)?;
    let profile = Array::new()
        .with("ID", user.id.to_string())
        .with("ADMIN", user.admin)
        .with("NAME", user.name.as_str())
        .with("LAST_NAME", user.last_name.as_str())
        .with("PERSONAL_GENDER", "")
        .with("TIME_ZONE", "");
    Ok(profile.into())
}

pub(crate) fn app_info(call: &mut Call<'_>) -> Answer {
    let client = call.caller.application.as_deref();
    if client.is_none() && !call.state.switches.app_info_by_webhook {
        let text = "Access denied! Application context required";
        return Err(Fail::new(400, "ACCESS_DENIED", text));
    }
    let license = call.state.license.as_str();
    let (_, kind) = license.split_once('_').unwrap_or(("ru", license));
    let family: String = kind.chars().take_while(char::is_ascii_alphabetic).collect();
    let info = Array::new()
        .with("ID", if client.is_some() { 5_i64 } else { 0 })
        .with("CODE", client.unwrap_or_default())
        .with("VERSION", 1_i64)
        .with("STATUS", "L")
        .with("INSTALLED", true)
        .with("PAYMENT_EXPIRED", "N")
        .with("DAYS", Value::Null)
        .with("LANGUAGE_ID", "ru")
        .with("LICENSE", license)
        .with("LICENSE_TYPE", kind)
        .with("LICENSE_FAMILY", family);
    Ok(info.into())
}
