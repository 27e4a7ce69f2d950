//! The application, its options, and what the portal can do.

use std::collections::BTreeMap;

use crate::methods::covered::calls;
use crate::wire::{Done, OpenValue, record};

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

    read GetAppOption = "app.option.get"() -> OpenValue, "settings/app-option-get";
    write SetAppOption = "app.option.set"(options = "options") -> Done, "settings/app-option-set";
    read GetUserOption = "user.option.get"() -> OpenValue, "settings/user-option-get";
    write SetUserOption = "user.option.set"(options = "options")
        -> Done, "settings/user-option-set";
    read NameAccess = "access.name"(access = "ACCESS")
        -> BTreeMap<String, AccessName>, "system/access-name";
    read GetFeature = "feature.get"(code = "CODE") -> Feature, "system/feature-get";
    read GetMethod = "method.get"(name = "name") -> MethodState, "system/method-get";
    read ListMethods = "methods"() -> Vec<String>, "system/methods";
    read ListScopes = "scope"() -> Vec<String>, "system/scope";
    read HasAccess = "user.access"(access = "ACCESS") -> bool, "users/user-access";
    read IsAdmin = "user.admin"() -> bool, "users/user-admin";
}
