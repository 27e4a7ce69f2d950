use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::{Listing, debug_as_call, listing_setters};
use crate::entity_type::EntityType;
use crate::method::Method;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Id, RawJson, record};

record! {
    /// A deal, a contact, a company or another CRM item.
    ///
    /// Which fields are there depends on the kind and on what was selected; custom fields are in
    /// `other` under their original names (`UF_CRM_…`).
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/universal/object-fields.html>;
    /// types as observed in the official samples.
    pub struct Item shown(id, category_id, stage_id, company_id, contact_id) {
        /// Its id.
        id: Id = "id",
        /// The title of a deal or the name of a company.
        title: Option<String> = "title",
        /// The funnel; 0 is the first one of deals.
        category_id: Option<u32> = "categoryId",
        /// The stage, e.g. `C9:NEW`.
        stage_id: Option<String> = "stageId",
        /// Whether the stage is in progress `P`, won `S` or lost `F`.
        stage_semantic_id: Option<String> = "stageSemanticId",
        /// The client's company.
        company_id: Option<Id> = "companyId",
        /// The first contact.
        contact_id: Option<Id> = "contactId",
        /// All contacts.
        contact_ids: Vec<Id> = "contactIds",
        /// One's own company; smart invoices and smart processes have it, deals do not.
        my_company_id: Option<Id> = "mycompanyId",
        /// The responsible employee.
        assigned_by_id: Option<Id> = "assignedById",
        /// The sum, exactly as sent.
        opportunity: Option<Decimal> = "opportunity",
        /// The currency of the sum.
        currency_id: Option<String> = "currencyId",
        /// Whether the sum was typed by hand instead of added up from the rows.
        is_manual_opportunity: Option<bool> = "isManualOpportunity",
        /// Whether a company is one's own.
        is_my_company: Option<bool> = "isMyCompany",
        /// A person's first name.
        name: Option<String> = "name",
        /// A person's middle name.
        second_name: Option<String> = "secondName",
        /// A person's last name.
        last_name: Option<String> = "lastName",
        /// Phones, addresses for mail and the like.
        communications: Vec<Communication> = "fm",
        /// The slot for an id of another system.
        xml_id: Option<String> = "xmlId",
        /// When it was made.
        created_time: Option<DateTime<FixedOffset>> = "createdTime",
        /// When it was last changed.
        updated_time: Option<DateTime<FixedOffset>> = "updatedTime",
    }
}

record! {
    /// A phone number, an address for mail or another way to reach someone.
    pub struct Communication shown(id, type_id) {
        /// Its id.
        id: Option<Id> = "id",
        /// `PHONE`, `EMAIL`, `WEB`, `IM`, …
        type_id: Option<String> = "typeId",
        /// `WORK`, `MOBILE`, `HOME`, …
        value_type: Option<String> = "valueType",
        /// The number or address.
        value: Option<String> = "value",
    }
}

/// `crm.item.get`: one item by its id.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-get.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct GetItem {
    entity_type: EntityType,
    id: Value,
}

impl GetItem {
    /// The item of this kind; the id may be a reference to an earlier command.
    pub fn new(entity_type: EntityType, id: impl Into<Value>) -> Self {
        Self {
            entity_type,
            id: id.into(),
        }
    }
}

impl Method for GetItem {
    const NAME: &'static str = "crm.item.get";
    const REPEATABLE: bool = true;
    type Answer = Item;

    fn params(&self) -> Params {
        original_names(
            Params::new()
                .with("entityTypeId", self.entity_type)
                .with("id", self.id.clone()),
        )
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Item, DecodeError> {
        result.member("item")
    }
}

/// `crm.item.list`: items by conditions, 50 a page.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-list.html>.
///
/// ```
/// use bitrix_client::{EntityType, ListItems, Method, Order};
///
/// let own = ListItems::new(EntityType::COMPANY)
///     .filter("isMyCompany", "Y")
///     .select(["title"])
///     .order("id", Order::Asc)
///     .uncounted();
/// assert_eq!(
///     own.params().to_json(),
///     r#"{"entityTypeId":4,"select":["id","title"],"filter":{"isMyCompany":"Y"},"order":{"id":"ASC"},"start":-1,"useOriginalUfNames":"Y"}"#,
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ListItems {
    entity_type: EntityType,
    listing: Listing,
}

impl ListItems {
    /// All items of this kind, first page.
    pub fn new(entity_type: EntityType) -> Self {
        Self {
            entity_type,
            listing: Listing::default(),
        }
    }

    listing_setters!("id");
}

impl Method for ListItems {
    const NAME: &'static str = "crm.item.list";
    const REPEATABLE: bool = true;
    type Answer = Vec<Item>;

    fn params(&self) -> Params {
        let params = Params::new().with("entityTypeId", self.entity_type);
        original_names(self.listing.append_to(params))
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Vec<Item>, DecodeError> {
        result.member("items")
    }
}

/// `crm.item.update`: sets fields of an item.
///
/// A name that the portal does not know is ignored without a word. A multiple file field is set as
/// a whole: files left out are deleted. Robots run after the change. Not repeatable by itself: a
/// repeat could undo what a person changed in between, and files would be there twice.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-update.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateItem {
    entity_type: EntityType,
    id: Value,
    fields: Params,
}

impl UpdateItem {
    /// Sets `fields` of this item.
    pub fn new(entity_type: EntityType, id: impl Into<Value>, fields: Params) -> Self {
        Self {
            entity_type,
            id: id.into(),
            fields,
        }
    }
}

impl Method for UpdateItem {
    const NAME: &'static str = "crm.item.update";
    const REPEATABLE: bool = false;
    type Answer = Item;

    fn params(&self) -> Params {
        let params = Params::new()
            .with("entityTypeId", self.entity_type)
            .with("id", self.id.clone())
            .with("fields", self.fields.clone());
        original_names(params)
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Item, DecodeError> {
        result.member("item")
    }
}

/// Asks for custom fields under their own names: the portal's camel case is irregular.
fn original_names(params: Params) -> Params {
    params.with("useOriginalUfNames", "Y")
}

debug_as_call!(GetItem, ListItems, UpdateItem);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order;

    #[test]
    fn the_documented_item_is_read_with_exact_sum_and_kept_custom_fields() {
        let wire = r#"{"item":{"id":351,"createdTime":"2024-07-23T19:10:26+02:00","assignedById":6,
            "opened":"N","companyId":0,"contactId":0,"quoteId":null,"title":"REST Deal #1",
            "categoryId":9,"stageId":"C9:UC_NYL06U","stageSemanticId":"P","opportunity":10000.05,
            "isManualOpportunity":"N","currencyId":"USD","webformId":0,"sourceId":"",
            "UF_CRM_1721244707107":"200.05|EUR","observers":[1,2,3],"contactIds":[]}}"#;
        let call = GetItem::new(EntityType::DEAL, Id::new(351).unwrap());
        let deal = call.decode(RawJson::new(wire)).unwrap();
        assert_eq!(deal.id.get(), 351);
        assert_eq!((deal.company_id, deal.contact_id), (None, None));
        assert_eq!(deal.assigned_by_id, Id::new(6));
        assert_eq!(deal.opportunity, Some(Decimal::new(1_000_005, 2)));
        assert_eq!(deal.is_manual_opportunity, Some(false));
        let sum: crate::wire::Money = deal.other.get("UF_CRM_1721244707107").unwrap();
        assert_eq!(sum.amount, Decimal::new(20_005, 2));
        assert_eq!(deal.other.get::<Vec<Id>>("observers").unwrap().len(), 3);
        assert!(!format!("{deal:?}").contains("REST Deal"));
    }

    #[test]
    fn communications_are_read_from_list_and_from_nothing() {
        let wire = r#"{"item":{"id":250,"fm":[{"id":101,"valueType":"WORK",
            "value":"+6111111111","typeId":"PHONE"}]}}"#;
        let call = GetItem::new(EntityType::CONTACT, 250);
        let contact = call.decode(RawJson::new(wire)).unwrap();
        let phone = contact.communications.first().unwrap();
        assert_eq!(phone.value.as_deref(), Some("+6111111111"));
        let none = call
            .decode(RawJson::new(r#"{"item":{"id":"250","fm":false}}"#))
            .unwrap();
        assert!(none.communications.is_empty());
    }

    #[test]
    fn the_nested_filter_of_the_documentation_is_expressible() {
        let either = Params::new()
            .with("logic", "OR")
            .with("0", Params::new().with("!=name", ""))
            .with("1", Params::new().with("!=lastName", ""));
        let call = ListItems::new(EntityType::LEAD)
            .select(["id", "title"])
            .filter("0", either)
            .filter("@stageId", ["NEW", "IN_PROCESS"])
            .filter(">=opportunity", 5000)
            .order("lastName", Order::Asc);
        assert_eq!(
            call.params().to_json(),
            r#"{"entityTypeId":1,"select":["id","title"],"filter":{"0":{"logic":"OR","0":{"!=name":""},"1":{"!=lastName":""}},"@stageId":["NEW","IN_PROCESS"],">=opportunity":5000},"order":{"lastName":"ASC"},"useOriginalUfNames":"Y"}"#
        );
    }

    #[test]
    fn calls_are_comparable_and_print_no_values() {
        let call = |title| UpdateItem::new(EntityType::DEAL, 7, Params::new().with("title", title));
        assert_eq!(call("Secret"), call("Secret"));
        assert_ne!(call("Secret"), call("Other"));
        assert_eq!(
            format!("{:?}", call("Secret")),
            "crm.item.update{entityTypeId: int, id: int, fields: {title: text(6)}, \
             useOriginalUfNames: text(1)}"
        );
    }
}
