//! Smart processes and their fields.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::FieldInfo;
use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Fields, Id, record};

record! {
    /// A smart process.
    pub struct SmartType shown(id, entity_type_id, is_categories_enabled) {
        id: Option<Id> = "id",
        entity_type_id: Option<EntityType> = "entityTypeId",
        title: Option<String> = "title",
        code: Option<String> = "code",
        is_categories_enabled: Option<bool> = "isCategoriesEnabled",
        is_stages_enabled: Option<bool> = "isStagesEnabled",
        is_begin_close_dates_enabled: Option<bool> = "isBeginCloseDatesEnabled",
        is_client_enabled: Option<bool> = "isClientEnabled",
        is_link_with_products_enabled: Option<bool> = "isLinkWithProductsEnabled",
        is_mycompany_enabled: Option<bool> = "isMycompanyEnabled",
        is_documents_enabled: Option<bool> = "isDocumentsEnabled",
        is_observers_enabled: Option<bool> = "isObserversEnabled",
        is_automation_enabled: Option<bool> = "isAutomationEnabled",
        is_biz_proc_enabled: Option<bool> = "isBizProcEnabled",
        created_by: Option<Id> = "createdBy",
        updated_by: Option<Id> = "updatedBy",
        created_time: Option<DateTime<FixedOffset>> = "createdTime",
        updated_time: Option<DateTime<FixedOffset>> = "updatedTime",
    }
}

record! {
    /// The settings of a custom field.
    pub struct FieldConfig shown(id, sort, multiple) {
        id: Option<Id> = "id",
        entity_id: Option<String> = "entityId",
        field_name: Option<String> = "fieldName",
        user_type_id: Option<String> = "userTypeId",
        xml_id: Option<String> = "xmlId",
        sort: Option<i64> = "sort",
        multiple: Option<bool> = "multiple",
        mandatory: Option<bool> = "mandatory",
        show_in_list: Option<bool> = "showInList",
        edit_in_list: Option<bool> = "editInList",
        is_searchable: Option<bool> = "isSearchable",
        settings: Fields = "settings",
        options: Vec<FieldOption> = "enum",
    }
}

record! {
    /// A value of a field with a list.
    pub struct FieldOption shown(id, sort, def) {
        id: Option<Id> = "id",
        value: Option<String> = "value",
        sort: Option<i64> = "sort",
        def: Option<bool> = "def",
        xml_id: Option<String> = "xmlId",
    }
}

record! {
    /// A type of custom fields.
    pub struct FieldTypeName shown() {
        user_type_id: Option<String> = "userTypeId",
        description: Option<String> = "description",
    }
}

calls! {
    "api-reference/crm/universal/";

    write AddType = "crm.type.add"(fields: Params = "fields")
        -> SmartType, in "type", "user-defined-object-types/crm-type-add";
    write DeleteType = "crm.type.delete"(id = "id")
        -> Done, "user-defined-object-types/crm-type-delete";
    read DescribeType = "crm.type.fields"()
        -> BTreeMap<String, FieldInfo>, in "fields", "user-defined-object-types/crm-type-fields";
    read FindType = "crm.type.getByEntityTypeId"(entity_type_id: EntityType = "entityTypeId")
        -> SmartType, in "type", "user-defined-object-types/crm-type-get-by-entity-type-id";
    read GetType = "crm.type.get"(id = "id")
        -> SmartType, in "type", "user-defined-object-types/crm-type-get";
    list ListTypes by "id" = "crm.type.list"()
        -> Vec<SmartType>, in "types", "user-defined-object-types/crm-type-list";
    write UpdateType = "crm.type.update"(id = "id", fields: Params = "fields")
        -> SmartType, in "type", "user-defined-object-types/crm-type-update";
    write AddField = "userfieldconfig.add"(module_id = "moduleId", field = "field")
        -> FieldConfig, in "field", "userfieldconfig/userfieldconfig-add";
    write DeleteField = "userfieldconfig.delete"(module_id = "moduleId", id = "id")
        -> Done, "userfieldconfig/userfieldconfig-delete";
    read GetFieldTypes = "userfieldconfig.getTypes"(module_id = "moduleId")
        -> BTreeMap<String, FieldTypeName>, in "types", "userfieldconfig/userfieldconfig-get-types";
    read GetField = "userfieldconfig.get"(module_id = "moduleId", id = "id")
        -> FieldConfig, in "field", "userfieldconfig/userfieldconfig-get";
    // No windows: the filter compares for equality only.
    list ListFields = "userfieldconfig.list"(module_id = "moduleId")
        -> Vec<FieldConfig>, in "fields", "userfieldconfig/userfieldconfig-list";
    write UpdateField = "userfieldconfig.update"(module_id = "moduleId", id = "id", field = "field")
        -> FieldConfig, in "field", "userfieldconfig/userfieldconfig-update";
}
