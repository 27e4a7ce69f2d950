//! Contacts in the old form.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::{CardSection, ContactBinding, FieldInfo, MultiField, UserField};
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A contact in the old form.
    pub struct Contact shown(id, company_id, assigned_by_id) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        second_name: Option<String> = "SECOND_NAME",
        last_name: Option<String> = "LAST_NAME",
        post: Option<String> = "POST",
        type_id: Option<String> = "TYPE_ID",
        company_id: Option<Id> = "COMPANY_ID",
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
    "api-reference/crm/contacts/";

    write AddCompany = "crm.contact.company.add"(id = "id", fields: Params = "fields")
        -> Done, "company/crm-contact-company-add";
    write DeleteCompany = "crm.contact.company.delete"(id = "id", fields: Params = "fields")
        -> Done, "company/crm-contact-company-delete";
    read DescribeCompany = "crm.contact.company.fields"()
        -> BTreeMap<String, FieldInfo>, "company/crm-contact-company-fields";
    write DeleteCompanyItems = "crm.contact.company.items.delete"(id = "id")
        -> Done, "company/crm-contact-company-items-delete";
    read GetCompanyItems = "crm.contact.company.items.get"(id = "id")
        -> Vec<ContactBinding>, "company/crm-contact-company-items-get";
    write SetCompanyItems = "crm.contact.company.items.set"(id = "id", items = "items")
        -> Done, "company/crm-contact-company-items-set";
    write AddContact = "crm.contact.add"(fields: Params = "fields") -> Id, "crm-contact-add";
    write DeleteContact = "crm.contact.delete"(id = "id") -> Done, "crm-contact-delete";
    read DescribeContact = "crm.contact.fields"()
        -> BTreeMap<String, FieldInfo>, "crm-contact-fields";
    read GetContact = "crm.contact.get"(id = "id") -> Contact, "crm-contact-get";
    list ListContacts by "ID" = "crm.contact.list"() -> Vec<Contact>, "crm-contact-list";
    write UpdateContact = "crm.contact.update"(id = "id", fields: Params = "fields")
        -> Done, "crm-contact-update";
    write ForceCommonCard = "crm.contact.details.configuration.forceCommonScopeForAll"()
        -> Done, "custom-form/crm-contact-details-configuration-force-common-scope-for-all";
    read GetCard = "crm.contact.details.configuration.get"()
        -> Vec<CardSection>, "custom-form/crm-contact-details-configuration-get";
    write ResetCard = "crm.contact.details.configuration.reset"()
        -> Done, "custom-form/crm-contact-details-configuration-reset";
    write SetCard = "crm.contact.details.configuration.set"(data: Params = "data")
        -> Done, "custom-form/crm-contact-details-configuration-set";
    write AddUserField = "crm.contact.userfield.add"(fields: Params = "fields")
        -> Id, "userfield/crm-contact-userfield-add";
    write DeleteUserField = "crm.contact.userfield.delete"(id = "id")
        -> Done, "userfield/crm-contact-userfield-delete";
    read GetUserField = "crm.contact.userfield.get"(id = "id")
        -> UserField, "userfield/crm-contact-userfield-get";
    // No windows: the filter compares for equality only, and there are no pages.
    list ListUserFields = "crm.contact.userfield.list"()
        -> Vec<UserField>, "userfield/crm-contact-userfield-list";
    write UpdateUserField = "crm.contact.userfield.update"(id = "id", fields: Params = "fields")
        -> Done, "userfield/crm-contact-userfield-update";
}
