use chrono::{DateTime, FixedOffset};

use super::debug_as_call;
use crate::entity_type::EntityType;
use crate::method::Method;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Id, RawJson};

/// `crm.activity.todo.add`: a to-do in the timeline of an item. The answer is its id.
///
/// Not repeatable: a repeat is a second to-do.
///
/// Source:
/// <https://apidocs.bitrix24.com/api-reference/crm/timeline/activities/todo/crm-activity-todo-add.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct AddTodo {
    params: Params,
}

impl AddTodo {
    /// A to-do on this item, due at `deadline`.
    pub fn new(owner: EntityType, id: impl Into<Value>, deadline: DateTime<FixedOffset>) -> Self {
        let params = Params::new()
            .with("ownerTypeId", owner)
            .with("ownerId", id)
            .with("deadline", deadline);
        Self { params }
    }

    /// The line that is read first.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into())
    }

    /// What there is to do.
    #[must_use]
    pub fn description(self, text: impl Into<String>) -> Self {
        self.with("description", text.into())
    }

    /// Who has to do it; by default the caller.
    #[must_use]
    pub fn responsible(self, user: impl Into<Value>) -> Self {
        self.with("responsibleId", user)
    }

    /// Reminders, in minutes before the deadline.
    #[must_use]
    pub fn remind(self, minutes: impl IntoIterator<Item = u32>) -> Self {
        self.with("pingOffsets", minutes.into_iter().collect::<Vec<_>>())
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.set(name, value);
        self
    }
}

impl Method for AddTodo {
    const NAME: &'static str = "crm.activity.todo.add";
    const REPEATABLE: bool = false;
    type Answer = Id;

    fn params(&self) -> Params {
        self.params.clone()
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Id, DecodeError> {
        result.member("id")
    }
}

debug_as_call!(AddTodo);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_todo_is_written_and_its_id_is_read() {
        let at = DateTime::parse_from_rfc3339("2026-12-01T18:00:00+03:00").unwrap();
        let call = AddTodo::new(EntityType::DEAL, 1, at)
            .title("Activity Title")
            .responsible(5)
            .remind([0, 15]);
        assert_eq!(
            call.params().to_json(),
            r#"{"ownerTypeId":2,"ownerId":1,"deadline":"2026-12-01T18:00:00+03:00","title":"Activity Title","responsibleId":5,"pingOffsets":[0,15]}"#
        );
        assert_eq!(
            call.decode(RawJson::new(r#"{"id":999}"#)),
            Ok(Id::new(999).unwrap())
        );
    }
}
