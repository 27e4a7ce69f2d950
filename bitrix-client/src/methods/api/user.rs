//! Employees and departments.

use std::collections::BTreeMap;

use super::shared::{ChatUser, UserField};
use crate::method::ListMethod;
use crate::methods::covered::calls;
use crate::order::Order;
use crate::params::{Params, Value};
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// An employee or another user of the portal.
    ///
    /// Which fields are there depends on the scope: `user`, `user_basic` or `user_brief`.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/user/user-get.html>.
    pub struct User shown(id, active, departments) {
        /// Their id.
        id: Id = "ID",
        /// Whether they still work here.
        active: Option<bool> = "ACTIVE",
        /// First name.
        name: Option<String> = "NAME",
        /// Middle name.
        second_name: Option<String> = "SECOND_NAME",
        /// Last name.
        last_name: Option<String> = "LAST_NAME",
        /// Address for mail.
        email: Option<String> = "EMAIL",
        /// Post.
        work_position: Option<String> = "WORK_POSITION",
        /// Departments.
        departments: Vec<Id> = "UF_DEPARTMENT",
        /// `employee`, `extranet`, `email`, …
        user_type: Option<String> = "USER_TYPE",
    }
}

record! {
    /// A department of the company.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/departments/department-get.html>.
    pub struct Department shown(id, parent, head) {
        /// Its id.
        id: Id = "ID",
        /// Its name.
        name: Option<String> = "NAME",
        /// The department above; the root has none.
        parent: Option<Id> = "PARENT",
        /// Its head.
        head: Option<Id> = "UF_HEAD",
        /// The place among its siblings.
        sort: Option<i64> = "SORT",
    }
}

calls! {
    "api-reference/";

    /// Users by conditions, 50 a page.
    read GetUsers = "user.get"() -> Vec<User>, "user/user-get";
    /// Departments; the conditions stand beside each other, not in a filter.
    read GetDepartments = "department.get"() -> Vec<Department>, "departments/department-get";
    read GetChatUser = "im.user.get"(id = "ID") -> ChatUser, "chats/users/im-user-get";
    read GetChatUsers = "im.user.list.get"(id = "ID")
        -> BTreeMap<String, Option<ChatUser>>, "chats/users/im-user-list-get";
    read GetStatus = "im.user.status.get"() -> Option<String>, "chats/users/im-user-status-get";
    write EndIdle = "im.user.status.idle.end"() -> Done, "chats/users/im-user-status-idle-end";
    write StartIdle = "im.user.status.idle.start"()
        -> Done, "chats/users/im-user-status-idle-start";
    write SetStatus = "im.user.status.set"(status = "STATUS")
        -> Done, "chats/users/im-user-status-set";
    write AddDepartment = "department.add"(name = "NAME", parent = "PARENT")
        -> Id, "departments/department-add";
    write DeleteDepartment = "department.delete"(id = "ID")
        -> Done, "departments/department-delete";
    read DescribeDepartment = "department.fields"()
        -> BTreeMap<String, String>, "departments/department-fields";
    write UpdateDepartment = "department.update"(id = "ID")
        -> Done, "departments/department-update";
    write AddUser = "user.add"(email = "EMAIL") -> Id, "user/user-add";
    read GetCurrent = "user.current"() -> User, "user/user-current";
    read DescribeUser = "user.fields"() -> BTreeMap<String, String>, "user/user-fields";
    // No windows: the filter knows no id.
    list SearchUsers = "user.search"() -> Vec<User>, "user/user-search";
    write UpdateUser = "user.update"(id = "ID") -> Done, "user/user-update";
    write AddField = "user.userfield.add"(fields: Params = "fields")
        -> Id, "user/userfields/user-userfield-add";
    write DeleteField = "user.userfield.delete"(id = "id")
        -> Done, "user/userfields/user-userfield-delete";
    read GetFieldFile = "user.userfield.file.get"(id = "id")
        -> OpenValue, "user/userfields/user-userfield-file-get";
    // No windows: the page names no pages.
    list ListFields = "user.userfield.list"()
        -> Vec<UserField>, "user/userfields/user-userfield-list";
    write UpdateField = "user.userfield.update"(id = "id", fields: Params = "fields")
        -> Done, "user/userfields/user-userfield-update";
}

impl GetUsers {
    /// One user; the id may be a reference to an earlier command.
    pub fn by_id(id: impl Into<Value>) -> Self {
        Self::new().filter("ID", id)
    }

    /// A condition on a field, e.g. `UF_DEPARTMENT`.
    #[must_use]
    pub fn filter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.params
            .within("FILTER", |filter| filter.set(name, value));
        self
    }

    /// Sorts by a field.
    #[must_use]
    pub fn order(self, name: impl Into<String>, order: Order) -> Self {
        self.with("sort", name.into()).with("order", order)
    }

    /// Begins at this offset, a multiple of 50.
    #[must_use]
    pub fn start(self, offset: u32) -> Self {
        self.with("start", offset)
    }
}

impl ListMethod for GetUsers {
    type Row = User;
    const KEY: &'static str = "ID";
    const FILTER: &'static str = "FILTER";
    const FLAT_ORDER: bool = true;
}

impl GetDepartments {
    /// The department with this id; it may be a reference to an earlier command.
    #[must_use]
    pub fn id(self, id: impl Into<Value>) -> Self {
        self.with("ID", id)
    }

    /// The departments directly below this one.
    #[must_use]
    pub fn parent(self, id: impl Into<Value>) -> Self {
        self.with("PARENT", id)
    }

    /// The departments that this user heads.
    #[must_use]
    pub fn head(self, user: impl Into<Value>) -> Self {
        self.with("UF_HEAD", user)
    }

    /// Begins at this offset, a multiple of 50.
    #[must_use]
    pub fn start(self, offset: u32) -> Self {
        self.with("START", offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn a_user_with_php_oddities_is_read() {
        let wire = r#"[{"ID":"3","ACTIVE":true,"NAME":"John","LAST_NAME":"Smith","SECOND_NAME":"",
            "TIMESTAMP_X":{},"LAST_ACTIVITY_DATE":{},"PERSONAL_BIRTHDAY":"","UF_DEPARTMENT":[1,"5"],
            "USER_TYPE":"employee"},{"ID":"4","UF_DEPARTMENT":false}]"#;
        let call = GetUsers::by_id(3).order("ID", Order::Asc);
        assert_eq!(
            call.params().to_json(),
            r#"{"FILTER":{"ID":3},"sort":"ID","order":"ASC"}"#
        );
        let users = call.decode(RawJson::new(wire)).unwrap();
        assert_eq!(
            (users[0].active, &users[0].second_name),
            (Some(true), &None)
        );
        assert_eq!(users[0].departments.len(), 2);
        assert!(users[1].departments.is_empty());
        assert!(!format!("{users:?}").contains("Smith"));
    }

    #[test]
    fn departments_take_flat_conditions_and_the_root_has_no_parent() {
        let call = GetDepartments::new().parent(1).start(50);
        assert_eq!(call.params().to_json(), r#"{"PARENT":1,"START":50}"#);
        let wire = r#"[{"ID":"15","NAME":"R&D","SORT":500,"PARENT":"1","UF_HEAD":"7"},
            {"ID":"1","NAME":"DEMO","SORT":500}]"#;
        let found = call.decode(RawJson::new(wire)).unwrap();
        assert_eq!((found[0].parent, found[0].head), (Id::new(1), Id::new(7)));
        assert_eq!((found[1].parent, found[1].head), (None, None));
    }
}
