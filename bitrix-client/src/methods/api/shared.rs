//! Objects that several areas answer.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use crate::link::SignedLink;
use crate::wire::{Fields, Id, record};

record! {
    /// What a field is: its type and what may be done with it.
    pub struct FieldInfo shown(is_required, is_read_only, is_immutable) {
        kind: Option<String> = "type",
        title: Option<String> = "title",
        is_required: Option<bool> = "isRequired",
        is_read_only: Option<bool> = "isReadOnly",
        is_immutable: Option<bool> = "isImmutable",
        is_multiple: Option<bool> = "isMultiple",
        is_dynamic: Option<bool> = "isDynamic",
        upper_name: Option<String> = "upperName",
    }
}

record! {
    /// A custom field.
    pub struct UserField shown(id, sort, multiple) {
        id: Option<Id> = "ID",
        entity_id: Option<String> = "ENTITY_ID",
        field_name: Option<String> = "FIELD_NAME",
        user_type_id: Option<String> = "USER_TYPE_ID",
        xml_id: Option<String> = "XML_ID",
        sort: Option<i64> = "SORT",
        multiple: Option<bool> = "MULTIPLE",
        mandatory: Option<bool> = "MANDATORY",
        show_in_list: Option<bool> = "SHOW_IN_LIST",
        edit_in_list: Option<bool> = "EDIT_IN_LIST",
        is_searchable: Option<bool> = "IS_SEARCHABLE",
        list: Vec<EnumOption> = "LIST",
        settings: Fields = "SETTINGS",
    }
}

record! {
    /// A value of a field with a list.
    pub struct EnumOption shown(id, sort, def) {
        id: Option<Id> = "ID",
        value: Option<String> = "VALUE",
        sort: Option<i64> = "SORT",
        def: Option<bool> = "DEF",
        xml_id: Option<String> = "XML_ID",
    }
}

record! {
    /// A product row in the old form.
    pub struct ProductLine shown(id, owner_id, product_id) {
        id: Option<Id> = "ID",
        owner_id: Option<Id> = "OWNER_ID",
        owner_type: Option<String> = "OWNER_TYPE",
        product_id: Option<Id> = "PRODUCT_ID",
        product_name: Option<String> = "PRODUCT_NAME",
        price: Option<Decimal> = "PRICE",
        price_exclusive: Option<Decimal> = "PRICE_EXCLUSIVE",
        price_netto: Option<Decimal> = "PRICE_NETTO",
        price_brutto: Option<Decimal> = "PRICE_BRUTTO",
        price_account: Option<Decimal> = "PRICE_ACCOUNT",
        quantity: Option<Decimal> = "QUANTITY",
        discount_type_id: Option<i64> = "DISCOUNT_TYPE_ID",
        discount_rate: Option<Decimal> = "DISCOUNT_RATE",
        discount_sum: Option<Decimal> = "DISCOUNT_SUM",
        tax_rate: Option<Decimal> = "TAX_RATE",
        tax_included: Option<bool> = "TAX_INCLUDED",
        measure_code: Option<i64> = "MEASURE_CODE",
        measure_name: Option<String> = "MEASURE_NAME",
        sort: Option<i64> = "SORT",
        xml_id: Option<String> = "XML_ID",
        kind: Option<i64> = "TYPE",
    }
}

record! {
    /// A contact or company that a card is bound to.
    pub struct ContactBinding shown(contact_id, company_id, sort) {
        contact_id: Option<Id> = "CONTACT_ID",
        company_id: Option<Id> = "COMPANY_ID",
        sort: Option<i64> = "SORT",
        role_id: Option<Id> = "ROLE_ID",
        is_primary: Option<bool> = "IS_PRIMARY",
    }
}

record! {
    /// A section of a card.
    pub struct CardSection shown() {
        name: Option<String> = "name",
        title: Option<String> = "title",
        kind: Option<String> = "type",
        elements: Vec<CardElement> = "elements",
    }
}

record! {
    /// A field in a section of a card.
    pub struct CardElement shown() {
        name: Option<String> = "name",
    }
}

record! {
    /// A field of a template with its value.
    pub struct TemplateField shown(required) {
        title: Option<String> = "title",
        kind: Option<String> = "type",
        required: Option<bool> = "required",
    }
}

record! {
    /// A user as the messenger knows them.
    pub struct ChatUser shown(id, active, bot) {
        id: Option<Id> = "id",
        active: Option<bool> = "active",
        name: Option<String> = "name",
        first_name: Option<String> = "first_name",
        last_name: Option<String> = "last_name",
        work_position: Option<String> = "work_position",
        gender: Option<String> = "gender",
        status: Option<String> = "status",
        bot: Option<bool> = "bot",
        extranet: Option<bool> = "extranet",
        network: Option<bool> = "network",
        departments: Vec<Id> = "departments",
        kind: Option<String> = "type",
        email: Option<String> = "email",
    }
}

record! {
    /// How many handlers were taken away.
    pub struct Unbound shown(count) {
        count: Option<i64> = "count",
    }
}

record! {
    /// A phone, an address for mail or another way to reach someone.
    pub struct MultiField shown(id) {
        id: Option<Id> = "ID",
        type_id: Option<String> = "TYPE_ID",
        value_type: Option<String> = "VALUE_TYPE",
        value: Option<String> = "VALUE",
    }
}

record! {
    /// What an application shows in an entry.
    pub struct Layout shown() {
        blocks: BTreeMap<String, Block> = "blocks",
    }
}

record! {
    /// A block of a layout.
    pub struct Block shown() {
        kind: Option<String> = "type",
        properties: Fields = "properties",
    }
}

record! {
    /// A template of documents.
    pub struct Template shown(id, active, numerator_id) {
        id: Option<Id> = "id",
        name: Option<String> = "name",
        code: Option<String> = "code",
        region: Option<String> = "region",
        active: Option<bool> = "active",
        numerator_id: Option<Id> = "numeratorId",
        with_stamps: Option<bool> = "withStamps",
        is_deleted: Option<bool> = "isDeleted",
        sort: Option<i64> = "sort",
        module_id: Option<String> = "moduleId",
        create_time: Option<DateTime<FixedOffset>> = "createTime",
        update_time: Option<DateTime<FixedOffset>> = "updateTime",
        download_machine: Option<SignedLink> = "downloadMachine",
        download: Option<SignedLink> = "download",
    }
}

record! {
    /// A source of numbers.
    pub struct Numerator shown(id) {
        id: Option<Id> = "id",
        name: Option<String> = "name",
        template: Option<String> = "template",
        code: Option<String> = "code",
        settings: Fields = "settings",
    }
}

record! {
    /// A field as REST 3.0 describes it.
    pub struct FieldV3 shown() {
        name: Option<String> = "name",
        kind: Option<String> = "type",
        title: Option<String> = "title",
        description: Option<String> = "description",
    }
}
