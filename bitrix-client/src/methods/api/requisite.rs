//! Requisites, bank details, addresses and presets.

use std::collections::BTreeMap;

use super::shared::{FieldInfo, UserField};
use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// The legal particulars of a company or a contact. Digits are texts: they keep their zeros.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/requisites/universal/index.html>.
    pub struct Requisite shown(id, entity_type_id, entity_id, preset_id) {
        /// Its id; missing only where a call left it out of its `select`.
        id: Option<Id> = "ID",
        /// The kind of the owner: company or contact.
        entity_type_id: Option<EntityType> = "ENTITY_TYPE_ID",
        /// The owner.
        entity_id: Option<Id> = "ENTITY_ID",
        /// The preset that says which fields there are.
        preset_id: Option<Id> = "PRESET_ID",
        /// The name in the card.
        name: Option<String> = "NAME",
        /// Whether it is in use.
        active: Option<bool> = "ACTIVE",
        /// The slot for an id of another system.
        xml_id: Option<String> = "XML_ID",
        /// ИНН, the taxpayer's number.
        inn: Option<String> = "RQ_INN",
        /// КПП, the reason of registration.
        kpp: Option<String> = "RQ_KPP",
        /// ОГРН of a legal entity.
        ogrn: Option<String> = "RQ_OGRN",
        /// ОГРНИП of a sole trader.
        ogrnip: Option<String> = "RQ_OGRNIP",
        /// ОКПО.
        okpo: Option<String> = "RQ_OKPO",
        /// ОКТМО.
        oktmo: Option<String> = "RQ_OKTMO",
        /// ОКВЭД.
        okved: Option<String> = "RQ_OKVED",
        /// The short name of a company.
        company_name: Option<String> = "RQ_COMPANY_NAME",
        /// The full name of a company.
        company_full_name: Option<String> = "RQ_COMPANY_FULL_NAME",
        /// The day of registration, as typed; usually `06.04.2007`.
        company_reg_date: Option<String> = "RQ_COMPANY_REG_DATE",
        /// The director's name.
        director: Option<String> = "RQ_DIRECTOR",
        /// The chief accountant's name.
        accountant: Option<String> = "RQ_ACCOUNTANT",
        /// The signer's name, in the presets that have it.
        ceo_name: Option<String> = "RQ_CEO_NAME",
        /// The signer's post.
        ceo_post: Option<String> = "RQ_CEO_WORK_POS",
        /// The document that the signer acts on.
        base_document: Option<String> = "RQ_BASE_DOC",
        /// Whether VAT is paid.
        vat_payer: Option<String> = "RQ_VAT_PAYER",
        /// A person's full name.
        person_name: Option<String> = "RQ_NAME",
        /// A person's first name.
        first_name: Option<String> = "RQ_FIRST_NAME",
        /// A person's middle name.
        second_name: Option<String> = "RQ_SECOND_NAME",
        /// A person's last name.
        last_name: Option<String> = "RQ_LAST_NAME",
        /// The kind of identity document.
        identity_document: Option<String> = "RQ_IDENT_DOC",
        /// Its series.
        identity_series: Option<String> = "RQ_IDENT_DOC_SER",
        /// Its number.
        identity_number: Option<String> = "RQ_IDENT_DOC_NUM",
        /// The day it was issued, as typed.
        identity_date: Option<String> = "RQ_IDENT_DOC_DATE",
        /// Who issued it.
        identity_issued_by: Option<String> = "RQ_IDENT_DOC_ISSUED_BY",
        /// The code of who issued it.
        identity_department: Option<String> = "RQ_IDENT_DOC_DEP_CODE",
        /// The contact person.
        contact: Option<String> = "RQ_CONTACT",
        /// The phone.
        phone: Option<String> = "RQ_PHONE",
        /// The address for mail.
        email: Option<String> = "RQ_EMAIL",
    }
}

record! {
    /// Which requisites an item uses, on the client's side and on one's own.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/requisites/links/index.html>.
    pub struct RequisiteLink shown(
        entity_type_id, entity_id, requisite_id, bank_detail_id, my_requisite_id, my_bank_detail_id
    ) {
        /// The kind of the item.
        entity_type_id: EntityType = "ENTITY_TYPE_ID",
        /// The item.
        entity_id: Id = "ENTITY_ID",
        /// The client's requisite; none when not chosen.
        requisite_id: Option<Id> = "REQUISITE_ID",
        /// The client's bank detail.
        bank_detail_id: Option<Id> = "BANK_DETAIL_ID",
        /// One's own requisite.
        my_requisite_id: Option<Id> = "MC_REQUISITE_ID",
        /// One's own bank detail.
        my_bank_detail_id: Option<Id> = "MC_BANK_DETAIL_ID",
    }
}

record! {
    /// A bank account of a requisite.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/requisites/bank-detail/index.html>.
    pub struct BankDetail shown(id, entity_id) {
        /// Its id.
        id: Id = "ID",
        /// The requisite it belongs to.
        entity_id: Option<Id> = "ENTITY_ID",
        /// The name in the card.
        name: Option<String> = "NAME",
        /// Whether it is in use.
        active: Option<bool> = "ACTIVE",
        /// The slot for an id of another system.
        xml_id: Option<String> = "XML_ID",
        /// The bank's name.
        bank_name: Option<String> = "RQ_BANK_NAME",
        /// The bank's address.
        bank_address: Option<String> = "RQ_BANK_ADDR",
        /// БИК, the bank's code.
        bik: Option<String> = "RQ_BIK",
        /// The settlement account.
        account: Option<String> = "RQ_ACC_NUM",
        /// The correspondent account.
        correspondent_account: Option<String> = "RQ_COR_ACC_NUM",
        /// The account's currency, as typed.
        currency: Option<String> = "RQ_ACC_CURRENCY",
        /// A note.
        comments: Option<String> = "COMMENTS",
    }
}

record! {
    /// A template of requisites: organization, sole trader, person.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/requisites/presets/index.html>.
    pub struct Preset shown(id, country_id, xml_id) {
        /// Its id.
        id: Id = "ID",
        /// Its name; users may change it.
        name: Option<String> = "NAME",
        /// The country, 1 for Russia.
        country_id: Option<u32> = "COUNTRY_ID",
        /// A stable mark: `#CRM_REQUISITE_PRESET_DEF_…` for the built-in ones.
        xml_id: Option<String> = "XML_ID",
        /// Whether it is in use.
        active: Option<bool> = "ACTIVE",
    }
}

record! {
    /// An address; it has no id, its key is (type, owner's kind, owner).
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/requisites/addresses/index.html>.
    pub struct Address shown(type_id, entity_type_id, entity_id) {
        /// 1 actual, 4 registered, 6 legal, 8 postal, 9 of the beneficiary, 11 of delivery.
        type_id: u32 = "TYPE_ID",
        /// The kind of the owner, usually a requisite.
        entity_type_id: Option<EntityType> = "ENTITY_TYPE_ID",
        /// The owner.
        entity_id: Option<Id> = "ENTITY_ID",
        /// Street and house.
        address_1: Option<String> = "ADDRESS_1",
        /// Flat, office, floor.
        address_2: Option<String> = "ADDRESS_2",
        /// City.
        city: Option<String> = "CITY",
        /// Postal code.
        postal_code: Option<String> = "POSTAL_CODE",
        /// District.
        region: Option<String> = "REGION",
        /// Region or state.
        province: Option<String> = "PROVINCE",
        /// Country.
        country: Option<String> = "COUNTRY",
        /// The country's code.
        country_code: Option<String> = "COUNTRY_CODE",
    }
}

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

    /// Requisites by conditions, 50 a page.
    ///
    /// An unknown name or an empty value in the filter is ignored, and everybody's rows come:
    /// compare the owner of each row with the one that was meant.
    list ListRequisites by "ID" = "crm.requisite.list"()
        -> Vec<Requisite>, "universal/crm-requisite-list";
    /// Which requisites items use. The rows have no id.
    list ListRequisiteLinks = "crm.requisite.link.list"()
        -> Vec<RequisiteLink>, "links/crm-requisite-link-list";
    /// Bank accounts; filter by `ENTITY_ID`, the requisite.
    ///
    /// As with [`ListRequisites`], compare the owner of each row.
    list ListBankDetails by "ID" = "crm.requisite.bankdetail.list"()
        -> Vec<BankDetail>, "bank-detail/crm-requisite-bank-detail-list";
    /// The templates of requisites.
    list ListPresets by "ID" = "crm.requisite.preset.list"()
        -> Vec<Preset>, "presets/crm-requisite-preset-list";
    /// Addresses; filter by `ENTITY_TYPE_ID` 8 and `ENTITY_ID`, the requisite. The rows have no id.
    list ListAddresses = "crm.address.list"() -> Vec<Address>, "addresses/crm-address-list";
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
    ) -> RequisiteLink, "links/crm-requisite-link-get";
    /// An id of 0 says "not chosen"; all four are written.
    write RegisterLink = "crm.requisite.link.register"(fields: Params = "fields")
        -> Done, "links/crm-requisite-link-register";
    write UnregisterLink = "crm.requisite.link.unregister"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId"
    ) -> Done, "links/crm-requisite-link-unregister";
    write AddPreset = "crm.requisite.preset.add"(fields: Params = "fields")
        -> Id, "presets/crm-requisite-preset-add";
    read ListPresetCountries = "crm.requisite.preset.countries"()
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
    ) -> Id, "presets/fields/crm-requisite-preset-field-add";
    read ListAddableFields = "crm.requisite.preset.field.availabletoadd"(preset = "preset")
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
    ) -> Done, "presets/fields/crm-requisite-preset-field-update";
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
    // No windows: the filter compares for equality only.
    list ListFields = "crm.requisite.userfield.list"()
        -> Vec<UserField>, "user-fields/crm-requisite-userfield-list";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn documented_links_say_not_chosen_as_none() {
        let wire = r#"[{"ENTITY_TYPE_ID":"7","ENTITY_ID":"4","REQUISITE_ID":"7",
            "BANK_DETAIL_ID":"0","MC_REQUISITE_ID":"2","MC_BANK_DETAIL_ID":2},
            {"ENTITY_TYPE_ID":2,"ENTITY_ID":"25","REQUISITE_ID":"0","BANK_DETAIL_ID":null,
            "MC_REQUISITE_ID":"","MC_BANK_DETAIL_ID":0}]"#;
        let links = ListRequisiteLinks::new()
            .decode(RawJson::new(wire))
            .unwrap();
        assert_eq!(links[0].requisite_id, Id::new(7));
        assert_eq!(
            (links[0].bank_detail_id, links[0].my_bank_detail_id),
            (None, Id::new(2))
        );
        assert_eq!(links[1].entity_type_id, EntityType::DEAL);
        assert_eq!(
            (links[1].requisite_id, links[1].my_requisite_id),
            (None, None)
        );
    }

    #[test]
    fn digits_of_requisites_keep_their_zeros_and_unset_ones_are_none() {
        let wire = r#"[{"ID":"27","ENTITY_TYPE_ID":"4","ENTITY_ID":"1","PRESET_ID":"1","ACTIVE":"Y",
            "RQ_INN":"0017586110","RQ_KPP":770501001,"RQ_OGRN":null,"RQ_OKPO":"",
            "RQ_COMPANY_REG_DATE":"06.04.2007","UF_CRM_1707997209":"56"}]"#;
        let rows = ListRequisites::new().decode(RawJson::new(wire)).unwrap();
        let row = rows.first().unwrap();
        assert_eq!(row.inn.as_deref(), Some("0017586110"));
        assert_eq!(row.kpp.as_deref(), Some("770501001"));
        assert_eq!((&row.ogrn, &row.okpo), (&None, &None));
        assert_eq!(row.other.get::<String>("UF_CRM_1707997209").unwrap(), "56");
        assert!(!format!("{row:?}").contains("0017586110"));
    }

    #[test]
    fn the_documented_calls_are_written() {
        let call = ListBankDetails::new()
            .filter("ENTITY_ID", "27")
            .select(["NAME"]);
        assert_eq!(
            call.params().to_json(),
            r#"{"select":["ID","NAME"],"filter":{"ENTITY_ID":"27"}}"#
        );
        let call = ListAddresses::new()
            .filter("ENTITY_TYPE_ID", EntityType::REQUISITE)
            .filter("ENTITY_ID", 7335);
        assert_eq!(
            call.params().to_php_query(),
            "filter[ENTITY_TYPE_ID]=8&filter[ENTITY_ID]=7335"
        );
    }

    #[test]
    fn documented_addresses_and_presets_are_read() {
        let wire = r#"[{"TYPE_ID":"1","ENTITY_TYPE_ID":"8","ENTITY_ID":"7335",
            "ADDRESS_1":"Street 1","ADDRESS_2":"007","CITY":"City","POSTAL_CODE":"012345",
            "COUNTRY_CODE":null,"LOC_ADDR_ID":"479","ANCHOR_TYPE_ID":"3","ANCHOR_ID":"17192"}]"#;
        let addresses = ListAddresses::new().decode(RawJson::new(wire)).unwrap();
        assert_eq!(addresses[0].postal_code.as_deref(), Some("012345"));
        assert_eq!(addresses[0].other.len(), 3);
        let presets = r#"[{"ID":"1","NAME":"Organization"},{"ID":"2","NAME":"Individual"}]"#;
        assert_eq!(
            ListPresets::new()
                .decode(RawJson::new(presets))
                .unwrap()
                .len(),
            2
        );
    }
}
