//! Deals in the old form.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::{CardSection, ContactBinding, FieldInfo, ProductLine, UserField};
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Fields, Id, record};

record! {
    /// A deal in the old form.
    pub struct Deal shown(id, category_id, is_manual_opportunity) {
        id: Option<Id> = "ID",
        title: Option<String> = "TITLE",
        type_id: Option<String> = "TYPE_ID",
        category_id: Option<i64> = "CATEGORY_ID",
        stage_id: Option<String> = "STAGE_ID",
        stage_semantic_id: Option<String> = "STAGE_SEMANTIC_ID",
        opportunity: Option<Decimal> = "OPPORTUNITY",
        currency_id: Option<String> = "CURRENCY_ID",
        is_manual_opportunity: Option<bool> = "IS_MANUAL_OPPORTUNITY",
        tax_value: Option<Decimal> = "TAX_VALUE",
        company_id: Option<Id> = "COMPANY_ID",
        contact_id: Option<Id> = "CONTACT_ID",
        lead_id: Option<Id> = "LEAD_ID",
        quote_id: Option<Id> = "QUOTE_ID",
        assigned_by_id: Option<Id> = "ASSIGNED_BY_ID",
        created_by_id: Option<Id> = "CREATED_BY_ID",
        closed: Option<bool> = "CLOSED",
        opened: Option<bool> = "OPENED",
        begindate: Option<DateTime<FixedOffset>> = "BEGINDATE",
        closedate: Option<DateTime<FixedOffset>> = "CLOSEDATE",
        date_create: Option<DateTime<FixedOffset>> = "DATE_CREATE",
        date_modify: Option<DateTime<FixedOffset>> = "DATE_MODIFY",
        comments: Option<String> = "COMMENTS",
    }
}

record! {
    /// How a deal repeats.
    pub struct RecurringDeal shown(id, deal_id, based_id) {
        id: Option<Id> = "ID",
        deal_id: Option<Id> = "DEAL_ID",
        based_id: Option<Id> = "BASED_ID",
        active: Option<bool> = "ACTIVE",
        category_id: Option<String> = "CATEGORY_ID",
        is_limit: Option<String> = "IS_LIMIT",
        counter_repeat: Option<i64> = "COUNTER_REPEAT",
        limit_repeat: Option<i64> = "LIMIT_REPEAT",
        next_execution: Option<DateTime<FixedOffset>> = "NEXT_EXECUTION",
        params: Fields = "PARAMS",
    }
}

record! {
    /// The deal made from a template.
    pub struct ExposedDeal shown(deal_id) {
        deal_id: Option<Id> = "DEAL_ID",
    }
}

calls! {
    "api-reference/crm/deals/";

    write AddContact = "crm.deal.contact.add"(id = "id", fields: Params = "fields")
        -> Done, "contacts/crm-deal-contact-add";
    write DeleteContact = "crm.deal.contact.delete"(id = "id", fields: Params = "fields")
        -> Done, "contacts/crm-deal-contact-delete";
    read DescribeContact = "crm.deal.contact.fields"()
        -> BTreeMap<String, FieldInfo>, "contacts/crm-deal-contact-fields";
    write DeleteContactItems = "crm.deal.contact.items.delete"(id = "id")
        -> Done, "contacts/crm-deal-contact-items-delete";
    read GetContactItems = "crm.deal.contact.items.get"(id = "id")
        -> Vec<ContactBinding>, "contacts/crm-deal-contact-items-get";
    write SetContactItems = "crm.deal.contact.items.set"(id = "id", items = "items")
        -> Done, "contacts/crm-deal-contact-items-set";
    write AddDeal = "crm.deal.add"(fields: Params = "fields") -> Id, "crm-deal-add";
    write DeleteDeal = "crm.deal.delete"(id = "id") -> Done, "crm-deal-delete";
    read DescribeDeal = "crm.deal.fields"() -> BTreeMap<String, FieldInfo>, "crm-deal-fields";
    read GetDeal = "crm.deal.get"(id = "id") -> Deal, "crm-deal-get";
    list ListDeals by "ID" = "crm.deal.list"() -> Vec<Deal>, "crm-deal-list";
    read GetProductRows = "crm.deal.productrows.get"(id = "id")
        -> Vec<ProductLine>, "crm-deal-productrows-get";
    /// Replaces all rows.
    write SetProductRows = "crm.deal.productrows.set"(id = "id", rows = "rows")
        -> Done, "crm-deal-productrows-set";
    /// Cannot move a deal to another funnel; `CONTACT_IDS` replaces all contacts.
    write UpdateDeal = "crm.deal.update"(id = "id", fields: Params = "fields")
        -> Done, "crm-deal-update";
    write ForceCommonCard = "crm.deal.details.configuration.forceCommonScopeForAll"()
        -> Done, "custom-form/crm-deal-details-configuration-force-common-scope-for-all";
    read GetCard = "crm.deal.details.configuration.get"()
        -> Vec<CardSection>, "custom-form/crm-deal-details-configuration-get";
    write ResetCard = "crm.deal.details.configuration.reset"()
        -> Done, "custom-form/crm-deal-details-configuration-reset";
    write SetCard = "crm.deal.details.configuration.set"(data: Params = "data")
        -> Done, "custom-form/crm-deal-details-configuration-set";
    write AddRecurringDeal = "crm.deal.recurring.add"(fields: Params = "fields")
        -> Id, "recurring-deals/crm-deal-recurring-add";
    write DeleteRecurringDeal = "crm.deal.recurring.delete"(id = "id")
        -> Done, "recurring-deals/crm-deal-recurring-delete";
    write ExposeRecurringDeal = "crm.deal.recurring.expose"(id = "id", fields: Params = "fields")
        -> ExposedDeal, "recurring-deals/crm-deal-recurring-expose";
    read DescribeRecurringDeal = "crm.deal.recurring.fields"()
        -> BTreeMap<String, FieldInfo>, "recurring-deals/crm-deal-recurring-fields";
    read GetRecurringDeal = "crm.deal.recurring.get"(id = "id")
        -> RecurringDeal, "recurring-deals/crm-deal-recurring-get";
    list ListRecurringDeals by "ID" = "crm.deal.recurring.list"()
        -> Vec<RecurringDeal>, "recurring-deals/crm-deal-recurring-list";
    write UpdateRecurringDeal = "crm.deal.recurring.update"(id = "id", fields: Params = "fields")
        -> Done, "recurring-deals/crm-deal-recurring-update";
    write AddUserField = "crm.deal.userfield.add"(fields: Params = "fields")
        -> Id, "user-defined-fields/crm-deal-userfield-add";
    write DeleteUserField = "crm.deal.userfield.delete"(id = "id")
        -> Done, "user-defined-fields/crm-deal-userfield-delete";
    read GetUserField = "crm.deal.userfield.get"(id = "id")
        -> UserField, "user-defined-fields/crm-deal-userfield-get";
    // No windows: the filter compares for equality only, and there are no pages.
    list ListUserFields = "crm.deal.userfield.list"()
        -> Vec<UserField>, "user-defined-fields/crm-deal-userfield-list";
    write UpdateUserField = "crm.deal.userfield.update"(id = "id", fields: Params = "fields")
        -> Done, "user-defined-fields/crm-deal-userfield-update";
}
