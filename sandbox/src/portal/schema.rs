//! The fields of leads, deals, contacts, companies and estimates in `crm.item`, and how custom fields are named.

/// Kind of a standard field: what is read when it is unset, and how a written value is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Whole number, 0 when unset.
    Int,
    /// Whole number, null when unset.
    OptionalInt,
    /// Sum, 0 when unset.
    Sum,
    /// Text, null when unset.
    OptionalText,
    /// Text, empty when unset.
    Text,
    /// `Y` or `N`, `N` when unset.
    YesNo,
    /// Date.
    Date,
    /// List of ids.
    Ids,
    /// Kept for the shape: always null.
    Nothing,
}

/// A standard field.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) writable: bool,
}

const fn rw(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        writable: true,
    }
}

const fn ro(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        writable: false,
    }
}

mod early;

pub(crate) const LEAD: i64 = 1;
pub(crate) const DEAL: i64 = 2;
pub(crate) const CONTACT: i64 = 3;
pub(crate) const COMPANY: i64 = 4;
pub(crate) const QUOTE: i64 = 7;

/// The fields of an entity type in the order in which they are printed.
pub(crate) fn fields(entity_type_id: i64) -> Option<&'static [Field]> {
    match entity_type_id {
        LEAD => Some(early::LEAD_FIELDS),
        DEAL => Some(DEAL_FIELDS),
        CONTACT => Some(CONTACT_FIELDS),
        COMPANY => Some(COMPANY_FIELDS),
        QUOTE => Some(early::QUOTE_FIELDS),
        _ => None,
    }
}

const DEAL_FIELDS: &[Field] = &[
    ro("id", Kind::Int),
    ro("createdTime", Kind::OptionalText),
    ro("dateCreateShort", Kind::Nothing),
    ro("updatedTime", Kind::OptionalText),
    ro("dateModifyShort", Kind::Nothing),
    ro("createdBy", Kind::Int),
    ro("updatedBy", Kind::Int),
    rw("assignedById", Kind::Int),
    rw("opened", Kind::YesNo),
    rw("leadId", Kind::OptionalInt),
    rw("companyId", Kind::Int),
    rw("contactId", Kind::Int),
    rw("quoteId", Kind::OptionalInt),
    rw("title", Kind::Text),
    ro("productId", Kind::Nothing),
    rw("categoryId", Kind::Int),
    rw("stageId", Kind::Text),
    ro("stageSemanticId", Kind::Text),
    ro("isNew", Kind::YesNo),
    rw("isRecurring", Kind::YesNo),
    rw("isReturnCustomer", Kind::YesNo),
    rw("isRepeatedApproach", Kind::YesNo),
    ro("closed", Kind::YesNo),
    rw("typeId", Kind::OptionalText),
    rw("opportunity", Kind::Sum),
    rw("isManualOpportunity", Kind::YesNo),
    rw("taxValue", Kind::Sum),
    rw("currencyId", Kind::Text),
    rw("probability", Kind::OptionalInt),
    rw("comments", Kind::Text),
    rw("begindate", Kind::Date),
    ro("begindateShort", Kind::Nothing),
    rw("closedate", Kind::Date),
    ro("closedateShort", Kind::Nothing),
    ro("eventDate", Kind::Nothing),
    ro("eventDateShort", Kind::Nothing),
    ro("eventId", Kind::Nothing),
    ro("eventDescription", Kind::Nothing),
    rw("locationId", Kind::OptionalInt),
    rw("webformId", Kind::Int),
    rw("sourceId", Kind::Text),
    rw("sourceDescription", Kind::Text),
    rw("originatorId", Kind::OptionalText),
    rw("originId", Kind::OptionalText),
    rw("additionalInfo", Kind::OptionalText),
    ro("searchContent", Kind::Nothing),
    ro("orderStage", Kind::Nothing),
    ro("movedBy", Kind::Int),
    ro("movedTime", Kind::OptionalText),
    ro("lastActivityBy", Kind::Int),
    ro("lastActivityTime", Kind::OptionalText),
    ro("isWork", Kind::Nothing),
    ro("isWon", Kind::Nothing),
    ro("isLose", Kind::Nothing),
    ro("receivedAmount", Kind::Nothing),
    ro("lostAmount", Kind::Nothing),
    ro("hasProducts", Kind::Nothing),
    rw("utmSource", Kind::OptionalText),
    rw("utmMedium", Kind::OptionalText),
    rw("utmCampaign", Kind::OptionalText),
    rw("utmContent", Kind::OptionalText),
    rw("utmTerm", Kind::OptionalText),
    rw("observers", Kind::Ids),
    rw("contactIds", Kind::Ids),
];

const CONTACT_FIELDS: &[Field] = &[
    ro("id", Kind::Int),
    ro("createdTime", Kind::OptionalText),
    ro("updatedTime", Kind::OptionalText),
    ro("createdBy", Kind::Int),
    ro("updatedBy", Kind::Int),
    rw("assignedById", Kind::Int),
    rw("opened", Kind::YesNo),
    rw("companyId", Kind::Int),
    rw("companyIds", Kind::Ids),
    rw("name", Kind::OptionalText),
    rw("lastName", Kind::OptionalText),
    rw("secondName", Kind::OptionalText),
    ro("shortName", Kind::Nothing),
    rw("honorific", Kind::OptionalText),
    rw("post", Kind::OptionalText),
    rw("birthdate", Kind::Date),
    rw("typeId", Kind::OptionalText),
    rw("sourceId", Kind::OptionalText),
    rw("sourceDescription", Kind::OptionalText),
    rw("comments", Kind::Text),
    rw("leadId", Kind::OptionalInt),
    rw("export", Kind::YesNo),
    ro("hasPhone", Kind::YesNo),
    ro("hasEmail", Kind::YesNo),
    ro("hasImol", Kind::YesNo),
    rw("originatorId", Kind::OptionalText),
    rw("originId", Kind::OptionalText),
    ro("searchContent", Kind::Nothing),
    ro("lastActivityBy", Kind::Int),
    ro("lastActivityTime", Kind::OptionalText),
    rw("observers", Kind::Ids),
];

const COMPANY_FIELDS: &[Field] = &[
    ro("id", Kind::Int),
    ro("createdTime", Kind::OptionalText),
    ro("updatedTime", Kind::OptionalText),
    ro("createdBy", Kind::Int),
    ro("updatedBy", Kind::Int),
    rw("assignedById", Kind::Int),
    rw("opened", Kind::YesNo),
    rw("title", Kind::Text),
    rw("typeId", Kind::OptionalText),
    rw("industry", Kind::OptionalText),
    rw("bankingDetails", Kind::OptionalText),
    rw("revenue", Kind::Sum),
    rw("currencyId", Kind::Text),
    rw("employees", Kind::OptionalText),
    rw("comments", Kind::Text),
    rw("leadId", Kind::OptionalInt),
    rw("isMyCompany", Kind::YesNo),
    ro("hasPhone", Kind::YesNo),
    ro("hasEmail", Kind::YesNo),
    ro("hasImol", Kind::YesNo),
    rw("originatorId", Kind::OptionalText),
    rw("originId", Kind::OptionalText),
    ro("searchContent", Kind::Nothing),
    ro("lastActivityBy", Kind::Int),
    ro("lastActivityTime", Kind::OptionalText),
    rw("contactIds", Kind::Ids),
    rw("observers", Kind::Ids),
];

/// The name of a custom field in `crm.item` without `useOriginalUfNames`: the tail in camel case
/// when it is all letters, else only the prefix is replaced.
pub(crate) fn camel_name(original: &str) -> String {
    let Some(tail) = original.strip_prefix("UF_CRM_") else {
        return original.to_owned();
    };
    let letters = tail.chars().all(|c| c == '_' || c.is_ascii_alphabetic());
    if !letters {
        return format!("ufCrm_{tail}");
    }
    let words = tail.split('_').filter(|word| !word.is_empty());
    words.fold("ufCrm".to_owned(), |mut name, word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(&rest.to_ascii_lowercase());
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_fields_are_renamed_irregularly() {
        assert_eq!(camel_name("UF_CRM_1747309879"), "ufCrm_1747309879");
        assert_eq!(camel_name("UF_CRM_CONTRACT_DATE"), "ufCrmContractDate");
        assert_eq!(camel_name("UF_CRM_DIGIT10"), "ufCrm_DIGIT10");
    }
}
