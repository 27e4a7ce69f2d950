use super::{debug_as_call, list_method};
use crate::entity_type::EntityType;
use crate::method::Method;
use crate::params::Params;
use crate::wire::{DecodeError, Id, RawJson, record};

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

list_method! {
    /// `crm.status.list`: entries of dictionaries; filter by `ENTITY_ID`.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/status/crm-status-list.html>.
    pub struct ListStatuses = "crm.status.list" -> Status, key "ID"
}

/// `crm.category.list`: the funnels of a kind of items.
///
/// Source:
/// <https://apidocs.bitrix24.com/api-reference/crm/universal/category/crm-category-list.html>.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ListCategories {
    entity_type: EntityType,
}

impl ListCategories {
    /// The funnels of this kind.
    pub const fn new(entity_type: EntityType) -> Self {
        Self { entity_type }
    }
}

impl Method for ListCategories {
    const NAME: &'static str = "crm.category.list";
    const REPEATABLE: bool = true;
    type Answer = Vec<Category>;

    fn params(&self) -> Params {
        Params::new().with("entityTypeId", self.entity_type)
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Vec<Category>, DecodeError> {
        result.member("categories")
    }
}

debug_as_call!(ListCategories);

#[cfg(test)]
mod tests {
    use super::*;

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
