//! Requisites, bank details, addresses and presets.

use std::collections::BTreeMap;

use super::shared::{FieldInfo, UserField};
use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::methods::{BankDetail, Preset, Requisite, RequisiteLink};
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A country of presets.
    pub struct Country shown(id) {
        id: Option<Id> = "ID",
        code: Option<String> = "CODE",
        title: Option<String> = "TITLE",
    }
}

record! {
    /// A field of a preset.
    pub struct PresetField shown(id, sort, in_short_list) {
        id: Option<Id> = "ID",
        field_name: Option<String> = "FIELD_NAME",
        field_title: Option<String> = "FIELD_TITLE",
        sort: Option<i64> = "SORT",
        in_short_list: Option<bool> = "IN_SHORT_LIST",
    }
}

calls! {
    "api-reference/crm/requisites/";

    write AddAddress = "crm.address.add"(fields: Params = "fields")
        -> Done, "addresses/crm-address-add";
    write DeleteAddress = "crm.address.delete"(fields: Params = "fields")
        -> Done, "addresses/crm-address-delete";
    read DescribeAddress = "crm.address.fields"()
        -> BTreeMap<String, FieldInfo>, "addresses/crm-address-fields";
    write UpdateAddress = "crm.address.update"(fields: Params = "fields")
        -> Done, "addresses/crm-address-update";
    write AddBankDetail = "crm.requisite.bankdetail.add"(fields: Params = "fields")
        -> Id, "bank-detail/crm-requisite-bank-detail-add";
    write DeleteBankDetail = "crm.requisite.bankdetail.delete"(id = "id")
        -> Done, "bank-detail/crm-requisite-bank-detail-delete";
    read DescribeBankDetail = "crm.requisite.bankdetail.fields"()
        -> BTreeMap<String, FieldInfo>, "bank-detail/crm-requisite-bank-detail-fields";
    read GetBankDetail = "crm.requisite.bankdetail.get"(id = "id")
        -> BankDetail, "bank-detail/crm-requisite-bank-detail-get";
    write UpdateBankDetail = "crm.requisite.bankdetail.update"(id = "id", fields: Params = "fields")
        -> Done, "bank-detail/crm-requisite-bank-detail-update";
    read DescribeLink = "crm.requisite.link.fields"()
        -> BTreeMap<String, FieldInfo>, "links/crm-requisite-link-fields";
    read GetLink = "crm.requisite.link.get"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId"
    ) -> RequisiteLink,
        "links/crm-requisite-link-get";
    /// An id of 0 says "not chosen"; all four are written.
    write RegisterLink = "crm.requisite.link.register"(fields: Params = "fields")
        -> Done, "links/crm-requisite-link-register";
    write UnregisterLink = "crm.requisite.link.unregister"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId"
    ) -> Done,
        "links/crm-requisite-link-unregister";
    write AddPreset = "crm.requisite.preset.add"(fields: Params = "fields")
        -> Id, "presets/crm-requisite-preset-add";
    read CountriesPreset = "crm.requisite.preset.countries"()
        -> Vec<Country>, "presets/crm-requisite-preset-countries";
    write DeletePreset = "crm.requisite.preset.delete"(id = "id")
        -> Done, "presets/crm-requisite-preset-delete";
    read DescribePreset = "crm.requisite.preset.fields"()
        -> BTreeMap<String, FieldInfo>, "presets/crm-requisite-preset-fields";
    read GetPreset = "crm.requisite.preset.get"(id = "id")
        -> Preset, "presets/crm-requisite-preset-get";
    write UpdatePreset = "crm.requisite.preset.update"(id = "id", fields: Params = "fields")
        -> Done, "presets/crm-requisite-preset-update";
    write AddPresetField = "crm.requisite.preset.field.add"(
        preset = "preset", fields: Params = "fields"
    ) -> Id,
        "presets/fields/crm-requisite-preset-field-add";
    read AvailabletoaddPresetField = "crm.requisite.preset.field.availabletoadd"(preset = "preset")
        -> Vec<String>, "presets/fields/crm-requisite-preset-field-available-to-add";
    write DeletePresetField = "crm.requisite.preset.field.delete"(id = "id", preset = "preset")
        -> Done, "presets/fields/crm-requisite-preset-field-delete";
    read DescribePresetField = "crm.requisite.preset.field.fields"()
        -> BTreeMap<String, FieldInfo>, "presets/fields/crm-requisite-preset-field-fields";
    read GetPresetField = "crm.requisite.preset.field.get"(id = "id", preset = "preset")
        -> PresetField, "presets/fields/crm-requisite-preset-field-get";
    read ListPresetFields = "crm.requisite.preset.field.list"(preset = "preset")
        -> Vec<PresetField>, "presets/fields/crm-requisite-preset-field-list";
    write UpdatePresetField = "crm.requisite.preset.field.update"(
        id = "id", preset = "preset", fields: Params = "fields"
    ) -> Done,
        "presets/fields/crm-requisite-preset-field-update";
    write AddRequisite = "crm.requisite.add"(fields: Params = "fields")
        -> Id, "universal/crm-requisite-add";
    write DeleteRequisite = "crm.requisite.delete"(id = "id")
        -> Done, "universal/crm-requisite-delete";
    read DescribeRequisite = "crm.requisite.fields"()
        -> BTreeMap<String, FieldInfo>, "universal/crm-requisite-fields";
    read GetRequisite = "crm.requisite.get"(id = "id") -> Requisite, "universal/crm-requisite-get";
    write UpdateRequisite = "crm.requisite.update"(id = "id", fields: Params = "fields")
        -> Done, "universal/crm-requisite-update";
    write AddField = "crm.requisite.userfield.add"(fields: Params = "fields")
        -> Id, "user-fields/crm-requisite-userfield-add";
    write DeleteField = "crm.requisite.userfield.delete"(id = "id")
        -> Done, "user-fields/crm-requisite-userfield-delete";
    read GetField = "crm.requisite.userfield.get"(id = "id")
        -> UserField, "user-fields/crm-requisite-userfield-get";
    list ListFields = "crm.requisite.userfield.list"()
        -> Vec<UserField>, "user-fields/crm-requisite-userfield-list";
}
