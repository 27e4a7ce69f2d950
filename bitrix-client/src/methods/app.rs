use chrono::{DateTime, FixedOffset};

use crate::bucket::Plan;
use crate::method::Method;
use crate::params::Params;
use crate::wire::{DecodeError, Id, RawJson, record};

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

/// A method without parameters.
macro_rules! plain_read {
    ($(#[$meta:meta])* $name:ident = $method:literal -> $answer:ty) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name;

        impl Method for $name {
            const NAME: &'static str = $method;
            const REPEATABLE: bool = true;
            type Answer = $answer;

            fn params(&self) -> Params {
                Params::new()
            }

            fn decode(&self, result: RawJson<'_>) -> Result<$answer, DecodeError> {
                result.parse()
            }
        }
    };
}

plain_read! {
    /// `profile`: who calls; the cheapest check that an access works.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/common/users/profile.html>.
    GetProfile = "profile" -> Profile
}

plain_read! {
    /// `app.info`: the application and the licence; a webhook is refused.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/common/system/app-info.html>.
    GetAppInfo = "app.info" -> AppInfo
}

plain_read! {
    /// `server.time`: the portal's time.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/common/system/server-time.html>.
    GetServerTime = "server.time" -> DateTime<FixedOffset>
}

#[cfg(test)]
mod tests {
    use super::*;

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
