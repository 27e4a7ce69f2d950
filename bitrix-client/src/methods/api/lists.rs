//! Universal lists.

use std::collections::BTreeMap;

use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// An element of a list; its properties stand in `other`.
    pub struct Element shown(id, iblock_section_id, created_by) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        code: Option<String> = "CODE",
        iblock_section_id: Option<Id> = "IBLOCK_SECTION_ID",
        created_by: Option<Id> = "CREATED_BY",
    }
}

record! {
    /// A universal list.
    pub struct ListInfo shown(id, sort, active) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        code: Option<String> = "CODE",
        iblock_type_id: Option<String> = "IBLOCK_TYPE_ID",
        sort: Option<i64> = "SORT",
        active: Option<bool> = "ACTIVE",
        description: Option<String> = "DESCRIPTION",
        socnet_group_id: Option<Id> = "SOCNET_GROUP_ID",
    }
}

record! {
    /// A field of a list.
    pub struct ListField shown(sort, is_required, multiple) {
        field_id: Option<String> = "FIELD_ID",
        id: Option<String> = "ID",
        name: Option<String> = "NAME",
        kind: Option<String> = "TYPE",
        code: Option<String> = "CODE",
        sort: Option<i64> = "SORT",
        is_required: Option<bool> = "IS_REQUIRED",
        multiple: Option<bool> = "MULTIPLE",
    }
}

record! {
    /// A section of a list.
    pub struct ListSection shown(id, iblock_section_id, sort) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        code: Option<String> = "CODE",
        xml_id: Option<String> = "XML_ID",
        iblock_section_id: Option<Id> = "IBLOCK_SECTION_ID",
        sort: Option<i64> = "SORT",
        active: Option<bool> = "ACTIVE",
        depth_level: Option<i64> = "DEPTH_LEVEL",
        created_by: Option<Id> = "CREATED_BY",
        modified_by: Option<Id> = "MODIFIED_BY",
    }
}

calls! {
    "api-reference/lists/";

    write AddElement = "lists.element.add"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", element_code = "ELEMENT_CODE",
        fields: Params = "FIELDS"
    ) -> Id, "elements/lists-element-add";
    write DeleteElement = "lists.element.delete"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", element_id = "ELEMENT_ID"
    ) -> Done, "elements/lists-element-delete";
    read GetElementFileUrl = "lists.element.get.file.url"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", element_id = "ELEMENT_ID",
        field_id = "FIELD_ID"
    ) -> Vec<String>, "elements/lists-element-get-file-url";
    read GetElements = "lists.element.get"(list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID")
        -> Vec<Element>, "elements/lists-element-get";
    /// Clears every field that is not passed.
    write UpdateElement = "lists.element.update"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", element_id = "ELEMENT_ID",
        fields: Params = "FIELDS"
    ) -> Done, "elements/lists-element-update";
    write AddField = "lists.field.add"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", fields: Params = "FIELDS"
    ) -> String, "fields/lists-field-add";
    write DeleteField = "lists.field.delete"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", field_id = "FIELD_ID"
    ) -> Done, "fields/lists-field-delete";
    read GetFields = "lists.field.get"(list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID")
        -> BTreeMap<String, ListField>, "fields/lists-field-get";
    read GetFieldTypes = "lists.field.type.get"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID"
    ) -> BTreeMap<String, OpenValue>, "fields/lists-field-type-get";
    write UpdateField = "lists.field.update"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", fields: Params = "FIELDS",
        field_id = "FIELD_ID"
    ) -> Done, "fields/lists-field-update";
    write AddList = "lists.add"(
        list_kind = "IBLOCK_TYPE_ID", iblock_code = "IBLOCK_CODE", fields: Params = "FIELDS"
    ) -> Id, "lists/lists-add";
    write DeleteList = "lists.delete"(list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID")
        -> Done, "lists/lists-delete";
    read GetListKind = "lists.get.iblock.type.id"(iblock_id = "IBLOCK_ID")
        -> Option<String>, "lists/lists-get-iblock-type-id";
    read GetLists = "lists.get"(list_kind = "IBLOCK_TYPE_ID") -> Vec<ListInfo>, "lists/lists-get";
    write UpdateList = "lists.update"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", fields: Params = "FIELDS"
    ) -> Done, "lists/lists-update";
    write AddSection = "lists.section.add"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", section_code = "SECTION_CODE",
        fields: Params = "FIELDS"
    ) -> Id, "sections/lists-section-add";
    write DeleteSection = "lists.section.delete"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", section_id = "SECTION_ID"
    ) -> Done, "sections/lists-section-delete";
    read GetSections = "lists.section.get"(list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID")
        -> Vec<ListSection>, "sections/lists-section-get";
    write UpdateSection = "lists.section.update"(
        list_kind = "IBLOCK_TYPE_ID", iblock_id = "IBLOCK_ID", section_id = "SECTION_ID",
        fields: Params = "FIELDS"
    ) -> Done, "sections/lists-section-update";
}
