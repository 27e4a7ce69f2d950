//! Employees and departments.

use std::collections::BTreeMap;

use super::shared::{ChatUser, UserField};
use crate::methods::User;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, OpenValue};

calls! {
    "api-reference/";

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
    list SearchUsers = "user.search"() -> Vec<User>, "user/user-search";
    write UpdateUser = "user.update"(id = "ID") -> Done, "user/user-update";
    write AddField = "user.userfield.add"(fields: Params = "fields")
        -> Id, "user/userfields/user-userfield-add";
    write DeleteField = "user.userfield.delete"(id = "id")
        -> Done, "user/userfields/user-userfield-delete";
    read GetFieldFile = "user.userfield.file.get"(id = "id")
        -> OpenValue, "user/userfields/user-userfield-file-get";
    list ListFields = "user.userfield.list"()
        -> Vec<UserField>, "user/userfields/user-userfield-list";
    write UpdateField = "user.userfield.update"(id = "id", fields: Params = "fields")
        -> Done, "user/userfields/user-userfield-update";
}
