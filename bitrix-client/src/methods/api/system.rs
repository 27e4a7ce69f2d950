//! The application, the caller, the time, options, and what the portal can do.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use crate::bucket::Plan;
use crate::methods::covered::calls;
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// Who calls: the user behind a token or a webhook.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/common/users/profile.html>.
    pub struct Profile shown(id, admin) {
        /// The user.
        id: Id = "ID",
        /// Whether they administer the portal.
        admin: bool = "ADMIN",
        /// First name.
        name: Option<String> = "NAME",
        /// Last name.
        last_name: Option<String> = "LAST_NAME",
        /// Time zone.
        time_zone: Option<String> = "TIME_ZONE",
    }
}

record! {
    /// The application behind a token, and the portal's licence.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/common/system/app-info.html>.
    pub struct AppInfo shown(id, code, version, status, installed, license, license_family) {
        /// The application's id on this portal.
        id: Option<Id> = "ID",
        /// The application's code.
        code: Option<String> = "CODE",
        /// Its installed version.
        version: Option<u32> = "VERSION",
        /// `L` local, `F` free, `D` demo, `T` trial, `P` paid.
        status: Option<String> = "STATUS",
        /// Whether the installation was finished; if not, widgets and events do not work.
        installed: bool = "INSTALLED",
        /// Whether the paid time is over.
        payment_expired: Option<bool> = "PAYMENT_EXPIRED",
        /// The language of the portal.
        language: Option<String> = "LANGUAGE_ID",
        /// The plan with region, e.g. `ru_ent10000`.
        license: Option<String> = "LICENSE",
        /// The plan, e.g. `ent10000`.
        license_type: Option<String> = "LICENSE_TYPE",
        /// The family of plans, e.g. `ent`.
        license_family: Option<String> = "LICENSE_FAMILY",
    }
}

record! {
    /// Whether a method exists and may be called.
    pub struct MethodState shown(is_existing, is_available) {
        is_existing: Option<bool> = "isExisting",
        is_available: Option<bool> = "isAvailable",
    }
}

record! {
    /// Whether the plan has a feature.
    pub struct Feature shown(value) {
        value: Option<bool> = "value",
    }
}

record! {
    /// The name of a right.
    pub struct AccessName shown() {
        provider: Option<String> = "provider",
        name: Option<String> = "name",
    }
}

calls! {
    "api-reference/common/";

    /// Who calls; the cheapest check that an access works.
    unit GetProfile = "profile" -> Profile, "users/profile";
    /// The application and the licence; a webhook is refused.
    unit GetAppInfo = "app.info" -> AppInfo, "system/app-info";
    /// The portal's time.
    unit GetServerTime = "server.time" -> DateTime<FixedOffset>, "system/server-time";
    read GetAppOption = "app.option.get"() -> OpenValue, "settings/app-option-get";
    write SetAppOption = "app.option.set"(options = "options") -> Done, "settings/app-option-set";
    read GetUserOption = "user.option.get"() -> OpenValue, "settings/user-option-get";
    write SetUserOption = "user.option.set"(options = "options")
        -> Done, "settings/user-option-set";
    read GetAccessNames = "access.name"(access = "ACCESS")
        -> BTreeMap<String, AccessName>, "system/access-name";
    read GetFeature = "feature.get"(code = "CODE") -> Feature, "system/feature-get";
    read GetMethod = "method.get"(name = "name") -> MethodState, "system/method-get";
    read ListMethods = "methods"() -> Vec<String>, "system/methods";
    read ListScopes = "scope"() -> Vec<String>, "system/scope";
    read HasAccess = "user.access"(access = "ACCESS") -> bool, "users/user-access";
    read IsAdmin = "user.admin"() -> bool, "users/user-admin";
}

impl AppInfo {
    /// The rate plan that goes with the licence.
    pub fn plan(&self) -> Plan {
        let license = self
            .license_family
            .as_deref()
            .or(self.license_type.as_deref());
        Plan::of_license(license.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn the_documented_answers_are_read() {
        let profile = r#"{"ID":"1","ADMIN":true,"NAME":"Vadim","LAST_NAME":"Valeev",
            "PERSONAL_GENDER":"","TIME_ZONE":""}"#;
        let profile = GetProfile.decode(RawJson::new(profile)).unwrap();
        assert_eq!(
            (profile.id.get(), profile.admin, profile.time_zone),
            (1, true, None)
        );
        let info = r#"{"ID":5,"CODE":"app.example","VERSION":4,"STATUS":"F","INSTALLED":true,
            "PAYMENT_EXPIRED":"N","DAYS":null,"LANGUAGE_ID":"de","LICENSE":"de_ent10000",
            "LICENSE_TYPE":"ent10000","LICENSE_FAMILY":"ent"}"#;
        let info = GetAppInfo.decode(RawJson::new(info)).unwrap();
        assert_eq!((info.installed, info.plan()), (true, Plan::ENTERPRISE));
        let time = GetServerTime
            .decode(RawJson::new(r#""2024-08-05T09:02:13+00:00""#))
            .unwrap();
        assert_eq!(time.timestamp(), 1_722_848_533);
    }
}
