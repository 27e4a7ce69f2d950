//! Stages, currencies, enumerations and VAT of the CRM.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// An entry of a dictionary: a stage, a source, a type of company.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/status/index.html>.
    pub struct Status shown(id, entity_id, status_id, semantics) {
        /// Its id.
        id: Id = "ID",
        /// The dictionary: `DEAL_STAGE` for funnel 0, `DEAL_STAGE_9`, `SOURCE`, …
        entity_id: Option<String> = "ENTITY_ID",
        /// The entry's code, e.g. `NEW` or `C9:NEW`: what items hold.
        status_id: Option<String> = "STATUS_ID",
        /// The name in the portal.
        name: Option<String> = "NAME",
        /// The place in the dictionary.
        sort: Option<i64> = "SORT",
        /// Nothing or `P` in progress, `S` won, `F` lost.
        semantics: Option<String> = "SEMANTICS",
        /// Whether it comes with the portal and cannot be deleted.
        system: Option<bool> = "SYSTEM",
    }
}

record! {
    /// A funnel.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/universal/category/index.html>.
    pub struct Category shown(id, entity_type_id, is_default) {
        /// Its number; 0 is the first funnel of deals.
        id: u32 = "id",
        /// Its name.
        name: Option<String> = "name",
        /// The place among the funnels.
        sort: Option<i64> = "sort",
        /// The kind of items in it.
        entity_type_id: Option<EntityType> = "entityTypeId",
        /// Whether new items land here.
        is_default: Option<bool> = "isDefault",
    }
}

record! {
    /// A value of an enumeration of the CRM.
    pub struct EnumEntry shown(id) {
        id: Option<i64> = "ID",
        name: Option<String> = "NAME",
        symbol_code: Option<String> = "SYMBOL_CODE",
        symbol_code_short: Option<String> = "SYMBOL_CODE_SHORT",
    }
}

record! {
    /// A kind of object that an order can belong to.
    pub struct OwnerType shown(id) {
        id: Option<i64> = "id",
        name: Option<String> = "name",
        code: Option<String> = "code",
        attribute: Option<String> = "attribute",
    }
}

record! {
    /// A currency.
    pub struct Currency shown(base, sort, decimals) {
        currency: Option<String> = "CURRENCY",
        amount_cnt: Option<Decimal> = "AMOUNT_CNT",
        amount: Option<Decimal> = "AMOUNT",
        base: Option<bool> = "BASE",
        sort: Option<i64> = "SORT",
        full_name: Option<String> = "FULL_NAME",
        format_string: Option<String> = "FORMAT_STRING",
        decimals: Option<i64> = "DECIMALS",
        date_update: Option<DateTime<FixedOffset>> = "DATE_UPDATE",
    }
}

record! {
    /// How a sum in a currency is written in a language.
    pub struct CurrencyFormat shown(decimals, hide_zero) {
        full_name: Option<String> = "FULL_NAME",
        format_string: Option<String> = "FORMAT_STRING",
        dec_point: Option<String> = "DEC_POINT",
        thousands_variant: Option<String> = "THOUSANDS_VARIANT",
        decimals: Option<i64> = "DECIMALS",
        hide_zero: Option<bool> = "HIDE_ZERO",
    }
}

record! {
    /// An entry of a dictionary.
    pub struct StatusItem shown(sort) {
        name: Option<String> = "NAME",
        sort: Option<i64> = "SORT",
        status_id: Option<String> = "STATUS_ID",
    }
}

record! {
    /// A dictionary.
    pub struct StatusType shown(entity_type_id) {
        id: Option<String> = "ID",
        name: Option<String> = "NAME",
        entity_type_id: Option<EntityType> = "ENTITY_TYPE_ID",
    }
}

record! {
    /// A VAT rate of the CRM.
    pub struct OldVat shown(id, active, c_sort) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        rate: Option<Decimal> = "RATE",
        active: Option<bool> = "ACTIVE",
        c_sort: Option<i64> = "C_SORT",
    }
}

record! {
    /// A type of custom fields.
    pub struct NamedType shown() {
        id: Option<String> = "ID",
        name: Option<String> = "NAME",
        title: Option<String> = "TITLE",
    }
}

calls! {
    "api-reference/crm/";

    /// Entries of dictionaries; filter by `ENTITY_ID`.
    // No windows: the page names no operators for the filter and no pages.
    list ListStatuses = "crm.status.list"() -> Vec<Status>, "status/crm-status-list";
    /// The funnels of a kind of items.
    read ListCategories = "crm.category.list"(entity_type: EntityType = "entityTypeId")
        -> Vec<Category>, in "categories", "universal/category/crm-category-list";
    read ListAddressTypes = "crm.enum.addresstype"()
        -> Vec<EnumEntry>, "auxiliary/enum/crm-enum-address-type";
    read DescribeEnum = "crm.enum.fields"()
        -> BTreeMap<String, FieldInfo>, "auxiliary/enum/crm-enum-fields";
    read ListOrderOwnerTypes = "crm.enum.getorderownertypes"()
        -> Vec<OwnerType>, "auxiliary/enum/crm-enum-get-order-owner-types";
    read ListOwnerTypes = "crm.enum.ownertype"()
        -> Vec<EnumEntry>, "auxiliary/enum/crm-enum-owner-type";
    read ListCrmModes = "crm.enum.settings.mode"()
        -> Vec<EnumEntry>, "auxiliary/enum/crm-enum-settings-mode";
    read ListActivityDirections = "crm.enum.activitydirection"()
        -> Vec<EnumEntry>, "auxiliary/enum/outdated/crm-enum-activity-direction";
    read ListActivityNotifyTypes = "crm.enum.activitynotifytype"()
        -> Vec<EnumEntry>, "auxiliary/enum/outdated/crm-enum-activity-notify-type";
    read ListActivityPriorities = "crm.enum.activitypriority"()
        -> Vec<EnumEntry>, "auxiliary/enum/outdated/crm-enum-activity-priority";
    read ListActivityStatuses = "crm.enum.activitystatus"()
        -> Vec<EnumEntry>, "auxiliary/enum/outdated/crm-enum-activity-status";
    read ListActivityTypes = "crm.enum.activitytype"()
        -> Vec<EnumEntry>, "auxiliary/enum/outdated/crm-enum-activity-type";
    read ListContentTypes = "crm.enum.contenttype"()
        -> Vec<EnumEntry>, "auxiliary/enum/outdated/crm-enum-content-type";
    write AddCurrency = "crm.currency.add"(fields: Params = "fields")
        -> String, "currency/crm-currency-add";
    read GetBaseCurrency = "crm.currency.base.get"() -> String, "currency/crm-currency-base-get";
    write SetBaseCurrency = "crm.currency.base.set"(id = "id")
        -> Done, "currency/crm-currency-base-set";
    write DeleteCurrency = "crm.currency.delete"(id = "id") -> Done, "currency/crm-currency-delete";
    read DescribeCurrency = "crm.currency.fields"()
        -> BTreeMap<String, FieldInfo>, "currency/crm-currency-fields";
    read GetCurrency = "crm.currency.get"(id = "id") -> Currency, "currency/crm-currency-get";
    read ListCurrencies = "crm.currency.list"() -> Vec<Currency>, "currency/crm-currency-list";
    write UpdateCurrency = "crm.currency.update"(id = "id", fields: Params = "fields")
        -> Done, "currency/crm-currency-update";
    write DeleteCurrencyFormats = "crm.currency.localizations.delete"(id = "id", lids = "lids")
        -> Done, "currency/localizations/crm-currency-localizations-delete";
    read DescribeCurrencyFormat = "crm.currency.localizations.fields"()
        -> BTreeMap<String, FieldInfo>, "currency/localizations/crm-currency-localizations-fields";
    read GetCurrencyFormats = "crm.currency.localizations.get"(id = "id")
        -> BTreeMap<String, CurrencyFormat>,
        "currency/localizations/crm-currency-localizations-get";
    write SetCurrencyFormats = "crm.currency.localizations.set"(
        id = "id", localizations = "localizations"
    ) -> Done, "currency/localizations/crm-currency-localizations-set";
    write AddVat = "crm.vat.add"(fields: Params = "fields") -> Id, "outdated/vat/crm-vat-add";
    write DeleteVat = "crm.vat.delete"(id = "id") -> Done, "outdated/vat/crm-vat-delete";
    read DescribeVat = "crm.vat.fields"()
        -> BTreeMap<String, FieldInfo>, "outdated/vat/crm-vat-fields";
    read GetVat = "crm.vat.get"(id = "id") -> OldVat, "outdated/vat/crm-vat-get";
    // No windows: the page names no operators for the filter and no pages.
    list ListVats = "crm.vat.list"() -> Vec<OldVat>, "outdated/vat/crm-vat-list";
    write UpdateVat = "crm.vat.update"(id = "id", fields: Params = "fields")
        -> Done, "outdated/vat/crm-vat-update";
    write AddStatus = "crm.status.add"(fields: Params = "fields") -> Id, "status/crm-status-add";
    write DeleteStatus = "crm.status.delete"(id = "id") -> Done, "status/crm-status-delete";
    read GetStatusItems = "crm.status.entity.items"(entity_id = "entityId")
        -> Vec<StatusItem>, "status/crm-status-entity-items";
    read GetStatusTypes = "crm.status.entity.types"()
        -> Vec<StatusType>, "status/crm-status-entity-types";
    read DescribeStatus = "crm.status.fields"()
        -> BTreeMap<String, FieldInfo>, "status/crm-status-fields";
    read GetStatus = "crm.status.get"(id = "id") -> Status, "status/crm-status-get";
    write UpdateStatus = "crm.status.update"(id = "id", fields: Params = "fields")
        -> Done, "status/crm-status-update";
    write AddCategory = "crm.category.add"(
        entity_type_id: EntityType = "entityTypeId", fields: Params = "fields"
    ) -> Category, in "category", "universal/category/crm-category-add";
    write DeleteCategory = "crm.category.delete"(
        entity_type_id: EntityType = "entityTypeId", id = "id"
    ) -> Done, "universal/category/crm-category-delete";
    read DescribeCategory = "crm.category.fields"(entity_type_id: EntityType = "entityTypeId")
        -> BTreeMap<String, FieldInfo>, in "fields", "universal/category/crm-category-fields";
    read GetCategory = "crm.category.get"(entity_type_id: EntityType = "entityTypeId", id = "id")
        -> Category, in "category", "universal/category/crm-category-get";
    write UpdateCategory = "crm.category.update"(
        entity_type_id: EntityType = "entityTypeId", id = "id", fields: Params = "fields"
    ) -> Category, in "category", "universal/category/crm-category-update";
    read DescribeFieldOption = "crm.userfield.enumeration.fields"() -> BTreeMap<String, FieldInfo>,
        "universal/user-defined-fields/crm-userfield-enumeration-fields";
    read DescribeField = "crm.userfield.fields"()
        -> BTreeMap<String, FieldInfo>, "universal/user-defined-fields/crm-userfield-fields";
    read DescribeFieldSettings = "crm.userfield.settings.fields"(kind = "type")
        -> BTreeMap<String, FieldInfo>,
        "universal/user-defined-fields/crm-userfield-settings-fields";
    read ListFieldTypes = "crm.userfield.types"()
        -> Vec<NamedType>, "universal/user-defined-fields/crm-userfield-types";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn the_documented_stages_and_funnels_are_read() {
        let wire = r##"[{"ID":"111","ENTITY_ID":"DEAL_STAGE","STATUS_ID":"WON",
            "NAME":"Deal successful","NAME_INIT":"","SORT":"60","SYSTEM":"Y","CATEGORY_ID":null,
            "COLOR":"#7BD500","SEMANTICS":"S","EXTRA":{"SEMANTICS":"success"}}]"##;
        let call = ListStatuses::new().filter("ENTITY_ID", "DEAL_STAGE");
        let stages = call.decode(RawJson::new(wire)).unwrap();
        assert_eq!(stages[0].semantics.as_deref(), Some("S"));
        assert_eq!((stages[0].sort, stages[0].system), (Some(60), Some(true)));
        let wire = r#"{"categories":[{"id":9,"name":"Route","sort":200,"entityTypeId":2,
            "isDefault":"N","originId":""},{"id":0,"name":"General","sort":300,"entityTypeId":2,
            "isDefault":"Y"}]}"#;
        let funnels = ListCategories::new(EntityType::DEAL)
            .decode(RawJson::new(wire))
            .unwrap();
        assert_eq!((funnels[1].id, funnels[1].is_default), (0, Some(true)));
    }
}
