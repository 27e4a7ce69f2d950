//! Companies in the old form.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::{CardSection, ContactBinding, FieldInfo, MultiField, UserField};
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A company in the old form.
    pub struct Company shown(id, is_my_company, assigned_by_id) {
        id: Option<Id> = "ID",
        title: Option<String> = "TITLE",
        company_type: Option<String> = "COMPANY_TYPE",
        industry: Option<String> = "INDUSTRY",
        revenue: Option<Decimal> = "REVENUE",
        currency_id: Option<String> = "CURRENCY_ID",
        is_my_company: Option<bool> = "IS_MY_COMPANY",
        assigned_by_id: Option<Id> = "ASSIGNED_BY_ID",
        created_by_id: Option<Id> = "CREATED_BY_ID",
        lead_id: Option<Id> = "LEAD_ID",
        has_phone: Option<bool> = "HAS_PHONE",
        has_email: Option<bool> = "HAS_EMAIL",
        date_create: Option<DateTime<FixedOffset>> = "DATE_CREATE",
        date_modify: Option<DateTime<FixedOffset>> = "DATE_MODIFY",
        phone: Vec<MultiField> = "PHONE",
        email: Vec<MultiField> = "EMAIL",
    }
}

calls! {
    "api-reference/crm/companies/";

    write AddContact = "crm.company.contact.add"(id = "id", fields: Params = "fields")
        -> Done, "contacts/crm-company-contact-add";
    write DeleteContact = "crm.company.contact.delete"(id = "id", fields: Params = "fields")
        -> Done, "contacts/crm-company-contact-delete";
    read DescribeContact = "crm.company.contact.fields"()
        -> BTreeMap<String, FieldInfo>, "contacts/crm-company-contact-fields";
    write DeleteContactItems = "crm.company.contact.items.delete"(id = "id")
        -> Done, "contacts/crm-company-contact-items-delete";
    read GetContactItems = "crm.company.contact.items.get"(id = "id")
        -> Vec<ContactBinding>, "contacts/crm-company-contact-items-get";
    write SetContactItems = "crm.company.contact.items.set"(id = "id", items = "items")
        -> Done, "contacts/crm-company-contact-items-set";
    write AddCompany = "crm.company.add"(fields: Params = "fields") -> Id, "crm-company-add";
    write DeleteCompany = "crm.company.delete"(id = "id") -> Done, "crm-company-delete";
    read DescribeCompany = "crm.company.fields"()
        -> BTreeMap<String, FieldInfo>, "crm-company-fields";
    read GetCompany = "crm.company.get"(id = "id") -> Company, "crm-company-get";
    list ListCompanies by "ID" = "crm.company.list"() -> Vec<Company>, "crm-company-list";
    write UpdateCompany = "crm.company.update"(id = "id", fields: Params = "fields")
        -> Done, "crm-company-update";
    write ForceCommonCard = "crm.company.details.configuration.forceCommonScopeForAll"()
        -> Done, "custom-form/crm-company-details-configuration-force-common-scope-for-all";
    read GetCard = "crm.company.details.configuration.get"()
        -> Vec<CardSection>, "custom-form/crm-company-details-configuration-get";
    write ResetCard = "crm.company.details.configuration.reset"()
        -> Done, "custom-form/crm-company-details-configuration-reset";
    write SetCard = "crm.company.details.configuration.set"(data: Params = "data")
        -> Done, "custom-form/crm-company-details-configuration-set";
    write AddUserField = "crm.company.userfield.add"(fields: Params = "fields")
        -> Id, "userfields/crm-company-userfield-add";
    write DeleteUserField = "crm.company.userfield.delete"(id = "id")
        -> Done, "userfields/crm-company-userfield-delete";
    read GetUserField = "crm.company.userfield.get"(id = "id")
        -> UserField, "userfields/crm-company-userfield-get";
    // No windows: the filter compares for equality only, and there are no pages.
    list ListUserFields = "crm.company.userfield.list"()
        -> Vec<UserField>, "userfields/crm-company-userfield-list";
    write UpdateUserField = "crm.company.userfield.update"(id = "id", fields: Params = "fields")
        -> Done, "userfields/crm-company-userfield-update";
}
