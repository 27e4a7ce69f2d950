//! Quotes in the old form.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::{ContactBinding, FieldInfo, ProductLine, UserField};
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A quote in the old form.
    pub struct Quote shown(id, company_id, contact_id) {
        id: Option<Id> = "ID",
        quote_number: Option<String> = "QUOTE_NUMBER",
        title: Option<String> = "TITLE",
        status_id: Option<String> = "STATUS_ID",
        opportunity: Option<Decimal> = "OPPORTUNITY",
        currency_id: Option<String> = "CURRENCY_ID",
        company_id: Option<Id> = "COMPANY_ID",
        contact_id: Option<Id> = "CONTACT_ID",
        deal_id: Option<Id> = "DEAL_ID",
        lead_id: Option<Id> = "LEAD_ID",
        mycompany_id: Option<Id> = "MYCOMPANY_ID",
        assigned_by_id: Option<Id> = "ASSIGNED_BY_ID",
        closed: Option<bool> = "CLOSED",
        date_create: Option<DateTime<FixedOffset>> = "DATE_CREATE",
        date_modify: Option<DateTime<FixedOffset>> = "DATE_MODIFY",
    }
}

calls! {
    "api-reference/crm/quote/";

    write AddContact = "crm.quote.contact.add"(id = "id", fields: Params = "fields")
        -> Done, "contacts/crm-quote-contact-add";
    write DeleteContact = "crm.quote.contact.delete"(id = "id", fields: Params = "fields")
        -> Done, "contacts/crm-quote-contact-delete";
    read DescribeContact = "crm.quote.contact.fields"()
        -> BTreeMap<String, FieldInfo>, "contacts/crm-quote-contact-fields";
    write DeleteContactItems = "crm.quote.contact.items.delete"(id = "id")
        -> Done, "contacts/crm-quote-contact-items-delete";
    read GetContactItems = "crm.quote.contact.items.get"(id = "id")
        -> Vec<ContactBinding>, "contacts/crm-quote-contact-items-get";
    write SetContactItems = "crm.quote.contact.items.set"(id = "id", items = "items")
        -> Done, "contacts/crm-quote-contact-items-set";
    write AddQuote = "crm.quote.add"(fields: Params = "fields") -> Id, "crm-quote-add";
    write DeleteQuote = "crm.quote.delete"(id = "id") -> Done, "crm-quote-delete";
    read DescribeQuote = "crm.quote.fields"() -> BTreeMap<String, FieldInfo>, "crm-quote-fields";
    read GetQuote = "crm.quote.get"(id = "id") -> Quote, "crm-quote-get";
    list ListQuotes by "ID" = "crm.quote.list"() -> Vec<Quote>, "crm-quote-list";
    read GetProductRows = "crm.quote.productrows.get"(id = "id")
        -> Vec<ProductLine>, "crm-quote-product-rows-get";
    /// Replaces all rows.
    write SetProductRows = "crm.quote.productrows.set"(id = "id", rows = "rows")
        -> Done, "crm-quote-product-rows-set";
    write UpdateQuote = "crm.quote.update"(id = "id", fields: Params = "fields")
        -> Done, "crm-quote-update";
    write AddUserField = "crm.quote.userfield.add"(fields: Params = "fields")
        -> Id, "user-field/crm-quote-user-field-add";
    write DeleteUserField = "crm.quote.userfield.delete"(id = "id")
        -> Done, "user-field/crm-quote-user-field-delete";
    read GetUserField = "crm.quote.userfield.get"(id = "id")
        -> UserField, "user-field/crm-quote-user-field-get";
    // No windows: the filter compares for equality only, and there are no pages.
    list ListUserFields = "crm.quote.userfield.list"()
        -> Vec<UserField>, "user-field/crm-quote-user-field-list";
    write UpdateUserField = "crm.quote.userfield.update"(id = "id", fields: Params = "fields")
        -> Done, "user-field/crm-quote-user-field-update";
}
