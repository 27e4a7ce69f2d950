//! Placements of an application and its field types.

use super::shared::Unbound;
use crate::methods::covered::calls;
use crate::wire::{Done, Fields, Id, record};

record! {
    /// A handler of a placement.
    pub struct PlacementBinding shown(user_id) {
        placement: Option<String> = "placement",
        user_id: Option<Id> = "userId",
        handler: Option<String> = "handler",
        title: Option<String> = "title",
        description: Option<String> = "description",
        options: Fields = "options",
        lang_all: Fields = "langAll",
    }
}

record! {
    /// A type of custom fields of the application.
    pub struct FieldType shown() {
        user_type_id: Option<String> = "USER_TYPE_ID",
        handler: Option<String> = "HANDLER",
        title: Option<String> = "TITLE",
        description: Option<String> = "DESCRIPTION",
    }
}

calls! {
    "api-reference/widgets/";

    write BindPlacement = "placement.bind"(placement = "PLACEMENT", handler = "HANDLER")
        -> Done, "placement-bind";
    read GetPlacementBindings = "placement.get"() -> Vec<PlacementBinding>, "placement-get";
    read ListPlacements = "placement.list"() -> Vec<String>, "placement-list";
    write UnbindPlacement = "placement.unbind"(placement = "PLACEMENT")
        -> Unbound, "placement-unbind";
    write AddFieldType = "userfieldtype.add"(user_type_id = "USER_TYPE_ID", handler = "HANDLER")
        -> Done, "user-field/userfieldtype-add";
    write DeleteFieldType = "userfieldtype.delete"(user_type_id = "USER_TYPE_ID")
        -> Done, "user-field/userfieldtype-delete";
    read ListFieldTypes = "userfieldtype.list"() -> Vec<FieldType>, "user-field/userfieldtype-list";
    write UpdateFieldType = "userfieldtype.update"(user_type_id = "USER_TYPE_ID")
        -> Done, "user-field/userfieldtype-update";
}
