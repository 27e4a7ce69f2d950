//! Events: what happened on the portal, as it posts it or keeps it in the offline queue.

use chrono::{DateTime, Utc};

use super::{InboundAuth, InboundError, id_of, map_of, number_of};
use crate::params::Params;
use crate::wire::{Fields, Id};

/// An event that a portal posted.
///
/// A portal posts it once and never again: it may be late, out of order, or lost. Take it as a hint
/// and ask the portal what is true.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// The event's name in capitals, e.g. `ONCRMDEALUPDATE`.
    pub name: String,
    /// The same, understood.
    pub happened: Happening,
    /// The binding that it was sent for.
    pub handler: Option<Id>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// Who says that they send it.
    pub auth: InboundAuth,
    /// Everything in `data`.
    pub data: Params,
}

/// What was done to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// It was made.
    Added,
    /// It was changed.
    Updated,
    /// It is gone.
    Deleted,
}

/// What an event is about; ids are claims of the sender, as everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// The application was installed.
    Installed {
        /// Its version.
        version: Option<String>,
    },
    /// The application was brought to another version; bindings are gone and must be made again.
    VersionChanged {
        /// The new version.
        version: Option<String>,
        /// The old one.
        previous: Option<String>,
    },
    /// The application was removed.
    Uninstalled {
        /// Whether the user wants its settings deleted.
        clean: bool,
    },
    /// There is something in the offline queue.
    QueueChanged,
    /// A deal.
    Deal(Change, Id),
    /// A deal went to another funnel.
    DealMoved {
        /// The deal.
        id: Id,
        /// The funnel.
        category_id: Option<u32>,
        /// The stage.
        stage_id: Option<String>,
    },
    /// A company.
    Company(Change, Id),
    /// A contact.
    Contact(Change, Id),
    /// A lead.
    Lead(Change, Id),
    /// An item of a smart process, or a smart invoice.
    DynamicItem {
        /// What was done.
        change: Change,
        /// The kind of item.
        entity_type_id: u32,
        /// The item.
        id: Id,
    },
    /// A requisite.
    Requisite(Change, Id),
    /// A bank detail.
    BankDetail(Change, Id),
    /// An address was given to something or taken from it.
    Address {
        /// [`Added`](Change::Added) or [`Deleted`](Change::Deleted).
        change: Change,
        /// Which address.
        address: AddressRef,
    },
    /// A document of the document generator.
    Document {
        /// What was done.
        change: Change,
        /// The document.
        id: Id,
        /// The kind of item that it belongs to.
        entity_type_id: Option<u32>,
        /// The item that it belongs to.
        entity_id: Option<Id>,
    },
    /// A comment in a timeline.
    Comment(Change, Id),
    /// An activity of the CRM.
    Activity(Change, Id),
    /// Any other event, or a known one in another shape: see its name and data.
    Other,
}

/// Names an address; it has no id of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressRef {
    /// Physical, legal and so on.
    pub type_id: Option<Id>,
    /// The kind of its owner; 8 is a requisite.
    pub entity_type_id: Option<u32>,
    /// Its owner.
    pub entity_id: Option<Id>,
}

impl Event {
    /// Reads the body of a POST: a form with PHP brackets.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it is no event.
    ///
    /// ```
    /// use bitrix_client::{Change, Event, Happening, Id};
    ///
    /// let event = Event::from_form("event=ONCRMDEALUPDATE&data[FIELDS][ID]=759&ts=1736405807")?;
    /// assert_eq!(event.happened, Happening::Deal(Change::Updated, Id::new(759).unwrap()));
    /// # Ok::<(), bitrix_client::InboundError>(())
    /// ```
    pub fn from_form(body: &str) -> Result<Self, InboundError> {
        Self::from_params(&super::form(body)?)
    }

    /// Reads an event as JSON, e.g. from a queue in front of the application.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it is no event.
    pub fn from_json(text: &str) -> Result<Self, InboundError> {
        match super::json::tree(text) {
            Some(crate::params::Value::Map(form)) => Self::from_params(&form),
            _ => Err(InboundError::Malformed("an object")),
        }
    }

    /// Reads an event that is already a tree.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it has no name.
    pub fn from_params(form: &Params) -> Result<Self, InboundError> {
        let name = form.text("event").filter(|name| !name.is_empty());
        let name = name.ok_or(InboundError::Malformed("the name of an event"))?;
        let name = name.to_ascii_uppercase();
        let data = map_of(form, "data").cloned().unwrap_or_default();
        Ok(Self {
            happened: Happening::read(&name, &data),
            name,
            handler: id_of(form, "event_handler_id"),
            sent_at: super::moment_of(form, "ts"),
            auth: InboundAuth::of(form),
            data,
        })
    }
}

impl Happening {
    /// Understands `data` of the event `name`; names are compared without case.
    ///
    /// For rows of the offline queue see [`queued`](Self::queued).
    pub fn read(name: &str, data: &Params) -> Self {
        let name = name.to_ascii_uppercase();
        // Comments carry their id without `FIELDS`.
        let fields = map_of(data, "FIELDS").unwrap_or(data);
        application(&name, data)
            .or_else(|| crm(&name, fields))
            .unwrap_or(Self::Other)
    }

    /// Understands a row of the offline queue by its `EVENT_NAME` and `EVENT_DATA`; the data is
    /// `false` or empty where the event has none.
    pub fn queued(name: &str, data: &Fields) -> Self {
        let known = data.iter().filter_map(|(key, raw)| {
            let value = super::json::tree(raw.as_str())?;
            Some((key.to_owned(), value))
        });
        Self::read(name, &known.collect())
    }
}

fn application(name: &str, data: &Params) -> Option<Happening> {
    let text = |key| data.text(key).map(str::to_owned);
    Some(match name {
        "ONAPPINSTALL" => Happening::Installed {
            version: text("VERSION"),
        },
        "ONAPPUPDATE" => Happening::VersionChanged {
            version: text("VERSION"),
            previous: text("PREVIOUS_VERSION"),
        },
        "ONAPPUNINSTALL" => Happening::Uninstalled {
            clean: number_of(data, "CLEAN") == Some(1),
        },
        "ONOFFLINEEVENT" => Happening::QueueChanged,
        _ => return None,
    })
}

fn crm(name: &str, fields: &Params) -> Option<Happening> {
    let id = id_of(fields, "ID");
    if name == "ONCRMDEALMOVETOCATEGORY" {
        let category = number_of(fields, "CATEGORY_ID");
        return Some(Happening::DealMoved {
            id: id?,
            category_id: category.and_then(|category| u32::try_from(category).ok()),
            stage_id: fields.text("STAGE_ID").map(str::to_owned),
        });
    }
    let (change, thing, kind) = changed(name)?;
    let simple: fn(Change, Id) -> Happening = match thing {
        "ADDRESS" => {
            let address = AddressRef {
                type_id: id_of(fields, "TYPE_ID"),
                entity_type_id: type_of(fields),
                entity_id: id_of(fields, "ENTITY_ID"),
            };
            return Some(Happening::Address { change, address });
        }
        "DOCUMENTGENERATORDOCUMENT" => {
            return Some(Happening::Document {
                change,
                id: id?,
                entity_type_id: type_of(fields),
                entity_id: id_of(fields, "ENTITY_ID"),
            });
        }
        "DYNAMICITEM" => {
            return Some(Happening::DynamicItem {
                change,
                entity_type_id: type_of(fields).or(kind)?,
                id: id?,
            });
        }
        "DEAL" => Happening::Deal,
        "COMPANY" => Happening::Company,
        "CONTACT" => Happening::Contact,
        "LEAD" => Happening::Lead,
        "REQUISITE" => Happening::Requisite,
        "BANKDETAIL" => Happening::BankDetail,
        "TIMELINECOMMENT" => Happening::Comment,
        "ACTIVITY" => Happening::Activity,
        _ => return None,
    };
    Some(simple(change, id?))
}

/// `ONCRMDYNAMICITEMUPDATE_147` as what was done, to what, and the kind in the name.
fn changed(name: &str) -> Option<(Change, &str, Option<u32>)> {
    let rest = name.strip_prefix("ONCRM")?;
    let (rest, kind) = match rest.rsplit_once('_') {
        Some((plain, kind)) => (plain, Some(kind.parse().ok()?)),
        None => (rest, None),
    };
    let endings = [
        ("UNREGISTER", Change::Deleted),
        ("REGISTER", Change::Added),
        ("ADD", Change::Added),
        ("UPDATE", Change::Updated),
        ("DELETE", Change::Deleted),
    ];
    let mut found = endings
        .into_iter()
        .filter_map(|(ending, change)| Some((change, rest.strip_suffix(ending)?, kind)));
    found.next()
}

fn type_of(fields: &Params) -> Option<u32> {
    number_of(fields, "ENTITY_TYPE_ID").and_then(|kind| u32::try_from(kind).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, data: &str) -> Happening {
        let event = Event::from_form(&format!("event={name}&{data}"));
        event.unwrap().happened
    }

    fn id(id: u64) -> Id {
        Id::new(id).unwrap()
    }

    #[test]
    fn events_about_one_thing_are_understood_in_any_case() {
        let cases = [
            (
                "ONCRMDEALADD",
                "FIELDS",
                Happening::Deal(Change::Added, id(7)),
            ),
            (
                "onCrmRequisiteUpdate",
                "FIELDS",
                Happening::Requisite(Change::Updated, id(7)),
            ),
            (
                "onCrmBankDetailDelete",
                "FIELDS",
                Happening::BankDetail(Change::Deleted, id(7)),
            ),
            (
                "ONCRMCOMPANYUPDATE",
                "FIELDS",
                Happening::Company(Change::Updated, id(7)),
            ),
            (
                "ONCRMCONTACTDELETE",
                "FIELDS",
                Happening::Contact(Change::Deleted, id(7)),
            ),
            (
                "onCrmActivityUpdate",
                "FIELDS",
                Happening::Activity(Change::Updated, id(7)),
            ),
            ("ONCRMDEALUSERFIELDUPDATE", "FIELDS", Happening::Other),
            ("ONCRMDEALRECURRINGADD", "FIELDS", Happening::Other),
            ("ONTASKADD", "FIELDS_AFTER", Happening::Other),
        ];
        for (name, fields, expected) in cases {
            assert_eq!(
                read(name, &format!("data[{fields}][ID]=7")),
                expected,
                "{name}"
            );
        }
        let comment = Happening::Comment(Change::Added, id(999));
        assert_eq!(read("onCrmTimelineCommentAdd", "data[ID]=999"), comment);
        assert_eq!(
            read("ONCRMDEALUPDATE", "data[FIELDS][ID]=x"),
            Happening::Other
        );
    }

    #[test]
    fn events_that_name_more_than_one_thing_keep_all_of_it() {
        let owner = "data[FIELDS][ID]=7&data[FIELDS][ENTITY_TYPE_ID]=8&data[FIELDS][ENTITY_ID]=1";
        let item = Happening::DynamicItem {
            change: Change::Deleted,
            entity_type_id: 8,
            id: id(7),
        };
        assert_eq!(read("ONCRMDYNAMICITEMDELETE", owner), item);
        let item = Happening::DynamicItem {
            change: Change::Updated,
            entity_type_id: 147,
            id: id(5),
        };
        assert_eq!(
            read("ONCRMDYNAMICITEMUPDATE_147", "data[FIELDS][ID]=5"),
            item
        );
        let document = Happening::Document {
            change: Change::Added,
            id: id(7),
            entity_type_id: Some(8),
            entity_id: Some(id(1)),
        };
        assert_eq!(read("ONCRMDOCUMENTGENERATORDOCUMENTADD", owner), document);
        let address = AddressRef {
            type_id: None,
            entity_type_id: Some(8),
            entity_id: Some(id(1)),
        };
        let address = Happening::Address {
            change: Change::Deleted,
            address,
        };
        assert_eq!(read("onCrmAddressUnregister", owner), address);
        let moved = "data[FIELDS][ID]=7&data[FIELDS][CATEGORY_ID]=0&data[FIELDS][STAGE_ID]=NEW";
        let moved_to = Happening::DealMoved {
            id: id(7),
            category_id: Some(0),
            stage_id: Some("NEW".into()),
        };
        assert_eq!(read("ONCRMDEALMOVETOCATEGORY", moved), moved_to);
    }

    #[test]
    fn events_of_the_application_itself_are_understood() {
        assert_eq!(
            read("ONAPPUNINSTALL", "data[CLEAN]=1"),
            Happening::Uninstalled { clean: true }
        );
        assert_eq!(
            read("ONAPPUNINSTALL", ""),
            Happening::Uninstalled { clean: false }
        );
        assert_eq!(read("ONOFFLINEEVENT", "data="), Happening::QueueChanged);
        let version = Some("1.0.0".to_owned());
        assert_eq!(
            read("OnAppInstall", "data[VERSION]=1.0.0"),
            Happening::Installed { version }
        );
    }

    #[test]
    fn a_body_without_a_name_is_no_event() {
        for body in ["", "event=", "event[]=X", "%FF=1", "<xml/>"] {
            assert!(Event::from_form(body).is_err(), "{body}");
        }
    }
}
