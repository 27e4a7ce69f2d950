//! The methods by name: which scope each needs and which function answers it.

use super::access::Caller;
use super::fail::Fail;
use super::state::State;
use super::value::{Array, Value};
use super::{
    beside, dictionaries, disk, docgen, hooks, items, messenger, notify, old_items, people,
    requisites, rest3, rows, shelf, system, timeline,
};

/// One call of one method.
pub(crate) struct Call<'a> {
    /// The method's name in small letters.
    pub(crate) name: String,
    pub(crate) state: &'a mut State,
    pub(crate) caller: &'a Caller,
    pub(crate) params: Array,
    pub(crate) now_ms: i64,
}

impl Call<'_> {
    /// A parameter of a new controller: exactly this case.
    pub(crate) fn param(&self, name: &str) -> Option<&Value> {
        self.params.get(name)
    }

    /// A parameter of an old method: any case.
    pub(crate) fn old_param(&self, name: &str) -> Option<&Value> {
        self.params.get_any_case(name)
    }

    /// A whole number that a new controller needs.
    pub(crate) fn required_int(&self, name: &str) -> Result<i64, Fail> {
        let value = self.param(name).ok_or_else(|| Fail::missing(name))?;
        value.to_int().ok_or_else(|| {
            let found = value.to_text().unwrap_or_default();
            let text = format!(
                "Invalid value {{{found}}} to match with parameter {{{name}}}. \
                 Should be value of type int."
            );
            Fail::new(400, "100", text)
        })
    }

    /// A text that a new controller needs.
    pub(crate) fn required_text(&self, name: &str) -> Result<String, Fail> {
        let text = self.param(name).and_then(Value::to_text);
        let text = text.filter(|text| !text.is_empty());
        text.ok_or_else(|| Fail::missing(name))
    }

    /// A map that a new controller needs.
    pub(crate) fn required_array(&self, name: &str) -> Result<Array, Fail> {
        let value = self.param(name).ok_or_else(|| Fail::missing(name))?;
        value
            .as_array()
            .cloned()
            .ok_or_else(|| Fail::not_an_array(name))
    }

    /// A map that may be absent; anything else than a map is refused.
    pub(crate) fn optional_array(&self, name: &str) -> Result<Array, Fail> {
        match self.param(name) {
            None => Ok(Array::new()),
            Some(value) if value.is_blank() => Ok(Array::new()),
            Some(_) => self.required_array(name),
        }
    }

    /// The offset `start`; -1: no counting.
    pub(crate) fn start(&self) -> i64 {
        self.old_param("start")
            .and_then(Value::to_int)
            .unwrap_or_default()
    }

    /// The present in the portal's form.
    pub(crate) fn now(&self) -> String {
        self.state.iso(self.now_ms)
    }
}

/// What a method answers: `result`, and the counters of a list.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    pub(crate) result: Value,
    pub(crate) total: Option<i64>,
    pub(crate) next: Option<i64>,
}

impl<T: Into<Value>> From<T> for Answered {
    fn from(result: T) -> Self {
        Self {
            result: result.into(),
            total: None,
            next: None,
        }
    }
}

pub(crate) type Answer = Result<Answered, Fail>;

/// A method of the portal.
pub(crate) struct Method {
    /// Any of them is enough; none: everybody may call it.
    pub(crate) scopes: &'static [&'static str],
    pub(crate) run: fn(&mut Call<'_>) -> Answer,
}

const CRM: &[&str] = &["crm"];
const DOCGEN: &[&str] = &["crm", "documentgenerator"];
const PLACEMENT: &[&str] = &["placement"];
const IM: &[&str] = &["im"];
const USER: &[&str] = &["user", "user_basic", "user_brief"];

/// The names that a portal may answer to, in its own spelling; some are not answered here.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    include_str!("names.txt").lines()
}

/// The methods of the old API that write or describe, and those of Drive.
fn old(name: &str) -> Option<Method> {
    beside::task_records::find(name)
        .or_else(|| beside::field_config::find(name))
        .or_else(|| beside::list_records::find(name))
        .or_else(|| requisites::method(name))
        .or_else(|| old_items::method(name))
        .or_else(|| disk::method(name))
}

/// The method of this name, in any case.
pub(crate) fn find(name: &str) -> Option<Method> {
    type Run = fn(&mut Call<'_>) -> Answer;
    if let Some(old) = old(&name.to_ascii_lowercase()) {
        return Some(old);
    }
    let (scopes, run): (&[&str], Run) = match name.to_ascii_lowercase().as_str() {
        "server.time" => (&[], system::server_time),
        "profile" => (&[], system::profile),
        "app.info" => (&[], system::app_info),
        "user.get" => (USER, people::user_get),
        "user.current" => (USER, people::user_current),
        "department.get" => (&["department"], people::department_get),
        "crm.item.get" => (CRM, items::get),
        "crm.item.list" => (CRM, items::list),
        "crm.item.add" => (CRM, items::add),
        "crm.item.update" => (CRM, items::update),
        "crm.item.productrow.list" => (CRM, rows::list),
        "crm.item.productrow.set" => (CRM, rows::set),
        "crm.requisite.list" => (CRM, requisites::list),
        "crm.requisite.get" => (CRM, requisites::get),
        "crm.requisite.link.list" => (CRM, requisites::link_list),
        "crm.requisite.link.get" => (CRM, requisites::link_get),
        "crm.requisite.link.register" => (CRM, requisites::link_register),
        "crm.requisite.bankdetail.list" => (CRM, requisites::bank_detail_list),
        "crm.requisite.preset.list" => (CRM, requisites::preset_list),
        "crm.address.list" => (CRM, requisites::address_list),
        "crm.category.list" => (CRM, dictionaries::category_list),
        "crm.status.list" => (CRM, dictionaries::status_list),
        "im.notify.system.add" => (IM, notify::system_add),
        "im.notify.personal.add" => (IM, notify::personal_add),
        "log.blogpost.add" => (&["log"], notify::blogpost_add),
        "crm.timeline.comment.add" => (CRM, timeline::comment_add),
        "crm.timeline.comment.list" => (CRM, timeline::comment_list),
        "crm.timeline.logmessage.add" => (CRM, timeline::log_message_add),
        "crm.activity.todo.add" => (CRM, timeline::todo_add),
        "crm.documentgenerator.document.upload" => (DOCGEN, docgen::upload),
        "crm.documentgenerator.document.get" => (DOCGEN, docgen::get),
        "crm.documentgenerator.document.list" => (DOCGEN, docgen::list),
        "events" => (&[], hooks::methods::events),
        "event.bind" => (&[], hooks::methods::bind),
        "event.get" => (&[], hooks::methods::get),
        "event.unbind" => (&[], hooks::methods::unbind),
        "event.offline.get" => (&[], hooks::offline::get),
        "event.offline.clear" => (&[], hooks::offline::clear),
        "event.offline.error" => (&[], hooks::offline::error),
        "event.offline.list" => (&[], hooks::offline::list),
        "feature.get" => (&[], hooks::methods::feature),
        "placement.bind" => (PLACEMENT, hooks::methods::placement_bind),
        "placement.get" => (PLACEMENT, hooks::methods::placement_get),
        "placement.unbind" => (PLACEMENT, hooks::methods::placement_unbind),
        "placement.list" => (PLACEMENT, hooks::methods::placement_list),
        name => {
            let shelf = shelf::find(name).or_else(|| beside::find(name));
            let said = shelf.or_else(|| messenger::find(name));
            return said.or_else(|| rest3::find(name));
        }
    };
    Some(Method { scopes, run })
}
