//! A page of the application inside a frame of the portal: who opened it, and where.

use std::fmt;

use super::{InboundError, id_of, map_of, number_of};
use crate::entity_type::EntityType;
use crate::member::MemberId;
use crate::oauth::scopes_of;
use crate::params::{Params, Value};
use crate::secret::Secret;
use crate::wire::Id;

/// What the portal posts when someone opens a page of the application in a frame.
///
/// All of it comes through a browser. Prove it with [`Frame::verify`](Self::verify), then ask the
/// portal who it is: [`Verified::user`](crate::Verified::user). No field says that.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/widgets/index.html>.
#[derive(Clone)]
#[non_exhaustive]
pub struct Frame {
    /// The portal's host; a claim.
    pub domain: String,
    /// Whether the portal says that it speaks `https`.
    pub https: bool,
    /// The user's language.
    pub language: Option<String>,
    /// The permanent id of the portal.
    pub member_id: Option<MemberId>,
    /// The proof: the same as at the installation.
    pub application_token: Option<Secret>,
    /// The token of the user who looks.
    pub access_token: Option<Secret>,
    /// What renews it.
    pub refresh_token: Option<Secret>,
    /// Seconds that the access token lives.
    pub expires_in: Option<u32>,
    /// The authorization server; a claim that selects between the two known ones.
    pub server_endpoint: Option<String>,
    /// What the token opens.
    pub scopes: Vec<String>,
    /// `L` local, `F` free, `D` demo, `T` trial, `P` paid; a claim.
    pub status: Option<String>,
    /// The code of the place, e.g. `CRM_DEAL_DETAIL_TAB`; `DEFAULT` is the application's own page.
    pub placement: String,
    /// What the place says about itself.
    pub options: PlacementOptions,
}

/// `PLACEMENT_OPTIONS`: names and values that depend on the place.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PlacementOptions(Params);

/// Where a page stands, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A page of its own: no thing of the portal is meant.
    Page,
    /// On the card of a CRM item: tab, button, menu.
    Item(EntityType, Id),
    /// On a list of CRM items.
    List(EntityType),
    /// A field of the application's own type.
    UserField(UserFieldPlace),
    /// A task.
    Task(Id),
    /// A workgroup.
    Group(Id),
    /// The profile of an employee.
    User(Id),
    /// A chat, and a message in it where one is meant.
    Dialog {
        /// The chat, e.g. `chat2`.
        dialog: String,
        /// The message.
        message: Option<Id>,
    },
    /// A search as the user typed it.
    Search(String),
    /// Another place, or one whose options are not as documented: see code and options.
    Other,
}

/// A field whose type the application made.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserFieldPlace {
    /// Whether the value may be changed.
    pub editable: bool,
    /// The kind of things that have the field, e.g. `CRM_DEAL`.
    pub entity: Option<String>,
    /// The thing; none for a new one.
    pub id: Option<Id>,
    /// The field's name.
    pub field: String,
    /// Its value.
    pub value: Value,
    /// Whether it holds many.
    pub multiple: bool,
}

impl Frame {
    /// Reads the query and the body of the POST.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it is no page of a portal.
    pub fn from_request(query: &str, body: &str) -> Result<Self, InboundError> {
        let mut form = super::form(query)?;
        for (name, value) in super::form(body)?.iter() {
            form.set(name, value.clone());
        }
        Self::from_params(&form)
    }

    /// Reads a request that is already a tree, query and body in one.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it is no page of a portal.
    pub fn from_params(form: &Params) -> Result<Self, InboundError> {
        let text = |name| form.text(name).filter(|text| !text.is_empty());
        let secret = |name| text(name).map(Secret::new);
        let domain = text("DOMAIN").ok_or(InboundError::Malformed("DOMAIN"))?;
        let placement = text("PLACEMENT").unwrap_or("DEFAULT");
        Ok(Self {
            domain: domain.to_owned(),
            https: number_of(form, "PROTOCOL") != Some(0),
            language: text("LANG").map(str::to_owned),
            member_id: text("member_id").and_then(|member| member.parse().ok()),
            application_token: secret("APPLICATION_TOKEN"),
            access_token: secret("AUTH_ID"),
            refresh_token: secret("REFRESH_ID"),
            expires_in: number_of(form, "AUTH_EXPIRES").and_then(|s| u32::try_from(s).ok()),
            server_endpoint: text("SERVER_ENDPOINT").map(str::to_owned),
            scopes: scopes_of(text("APPLICATION_SCOPE").unwrap_or_default()),
            status: text("status").map(str::to_owned),
            placement: placement.to_owned(),
            options: PlacementOptions::of(form.get("PLACEMENT_OPTIONS")),
        })
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        place(&self.placement, &self.options).unwrap_or(Place::Other)
    }

    /// The portal's address as it is claimed.
    pub(super) fn claimed_address(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}", self.domain)
    }
}

impl PlacementOptions {
    /// The options are JSON in a text; empty, absent or `[]` means none.
    fn of(value: Option<&Value>) -> Self {
        match value {
            Some(Value::Text(text)) => Self::from_json(text),
            Some(Value::Map(map)) => Self(map.clone()),
            _ => Self::default(),
        }
    }

    /// Reads the JSON text; what is no object has no options.
    pub fn from_json(text: &str) -> Self {
        match super::json::tree(text) {
            Some(Value::Map(map)) => Self(map),
            _ => Self::default(),
        }
    }

    /// The address of the page around the frame; may hold a session's key, so not for logs.
    pub fn uri(&self) -> Option<&str> {
        self.0.text("URI")
    }

    /// All of them.
    pub fn entries(&self) -> &Params {
        &self.0
    }
}

fn place(code: &str, options: &PlacementOptions) -> Option<Place> {
    let all = &options.0;
    match code {
        "DEFAULT"
        | "LEFT_MENU"
        | "REST_APP_URI"
        | "PAGE_BACKGROUND_WORKER"
        | "CRM_ANALYTICS_MENU"
        | "CRM_ANALYTICS_TOOLBAR"
        | "IM_NAVIGATION" => {
            return Some(Place::Page);
        }
        "USERFIELD_TYPE" => return user_field(all).map(Place::UserField),
        "USER_PROFILE_TOOLBAR" | "USER_PROFILE_MENU" => {
            return id_of(all, "USER_ID").map(Place::User);
        }
        _ => {}
    }
    if let Some(query) = all.text("searchQuery") {
        return Some(Place::Search(query.to_owned()));
    }
    if let Some(dialog) = all.text("dialogId") {
        return Some(Place::Dialog {
            dialog: dialog.to_owned(),
            message: id_of(all, "messageId"),
        });
    }
    if let Some(kind) = entity_of(code) {
        // Buttons of deals say `ID`, those of invoices and smart processes `ENTITY_ID`.
        let id = id_of(all, "ID").or_else(|| id_of(all, "ENTITY_ID"));
        return Some(id.map_or(Place::List(kind), |id| Place::Item(kind, id)));
    }
    let task = || id_of(all, "taskId").or_else(|| id_of(all, "TASK_ID"));
    task()
        .map(Place::Task)
        .or_else(|| id_of(all, "GROUP_ID").map(Place::Group))
}

/// `CRM_DEAL_DETAIL_TAB`, `CRM_DYNAMIC_147_LIST_MENU`: the kind of item in a place's code.
fn entity_of(code: &str) -> Option<EntityType> {
    let rest = code.strip_prefix("CRM_")?;
    let known = [
        ("DEAL_", EntityType::DEAL),
        ("LEAD_", EntityType::LEAD),
        ("CONTACT_", EntityType::CONTACT),
        ("COMPANY_", EntityType::COMPANY),
        ("QUOTE_", EntityType::QUOTE),
        ("SMART_INVOICE_", EntityType::SMART_INVOICE),
    ];
    if let Some((_, kind)) = known.iter().find(|(word, _)| rest.starts_with(word)) {
        return Some(*kind);
    }
    let (number, _) = rest.strip_prefix("DYNAMIC_")?.split_once('_')?;
    number.parse().ok().map(EntityType::new)
}

fn user_field(all: &Params) -> Option<UserFieldPlace> {
    let more = map_of(all, "ENTITY_DATA");
    let id = id_of(all, "ENTITY_VALUE_ID");
    Some(UserFieldPlace {
        editable: all.text("MODE") == Some("edit"),
        entity: all.text("ENTITY_ID").map(str::to_owned),
        id: id.or_else(|| more.and_then(|more| id_of(more, "entityId"))),
        field: all.text("FIELD_NAME")?.to_owned(),
        value: all.get("VALUE").cloned().unwrap_or(Value::Null),
        multiple: all.text("MULTIPLE") == Some("Y"),
    })
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("domain", &self.domain)
            .field("member_id", &self.member_id)
            .field("placement", &self.placement)
            .field("options", &self.options)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PlacementOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for UserFieldPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserFieldPlace")
            .field("editable", &self.editable)
            .field("entity", &self.entity)
            .field("id", &self.id)
            .field("field", &self.field)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: &str, options: &str) -> Place {
        let options = options.replace('"', "%22");
        let body = format!("PLACEMENT={code}&PLACEMENT_OPTIONS={options}");
        let frame = Frame::from_request("DOMAIN=x.bitrix24.ru&PROTOCOL=1", &body);
        frame.unwrap().place()
    }

    #[test]
    fn a_place_says_which_thing_it_stands_on() {
        let id = |id| Id::new(id).unwrap();
        let deal = EntityType::DEAL;
        let tab = r#"{"ID":"8061","URI":"\/crm\/deal\/details\/8061\/"}"#;
        let cases = [
            ("DEFAULT", "", Place::Page),
            ("LEFT_MENU", r#"{"URI":"\/crm\/"}"#, Place::Page),
            ("CRM_DEAL_DETAIL_TAB", tab, Place::Item(deal, id(8061))),
            (
                "CRM_DEAL_DOCUMENTGENERATOR_BUTTON",
                r#"{"ENTITY_ID":"5"}"#,
                Place::Item(deal, id(5)),
            ),
            (
                "CRM_DYNAMIC_147_DETAIL_TAB",
                r#"{"ID":7}"#,
                Place::Item(EntityType::new(147), id(7)),
            ),
            (
                "CRM_SMART_INVOICE_DETAIL_TOOLBAR",
                r#"{"ENTITY_ID":"3"}"#,
                Place::Item(EntityType::SMART_INVOICE, id(3)),
            ),
            (
                "CRM_DEAL_LIST_TOOLBAR",
                r#"{"URI":"\/crm\/"}"#,
                Place::List(deal),
            ),
            (
                "CRM_DETAIL_SEARCH",
                r#"{"searchQuery":"Daisy"}"#,
                Place::Search("Daisy".into()),
            ),
            (
                "IM_SIDEBAR",
                r#"{"dialogId":"chat2"}"#,
                Place::Dialog {
                    dialog: "chat2".into(),
                    message: None,
                },
            ),
            ("TASK_VIEW_TAB", r#"{"taskId":"31"}"#, Place::Task(id(31))),
            (
                "TASK_GROUP_LIST_TOOLBAR",
                r#"{"GROUP_ID":"11"}"#,
                Place::Group(id(11)),
            ),
            (
                "USER_PROFILE_TOOLBAR",
                r#"{"USER_ID":"1401"}"#,
                Place::User(id(1401)),
            ),
            ("NEW_PLACE", "[]", Place::Other),
            ("USERFIELD_TYPE", "{", Place::Other),
        ];
        for (code, options, expected) in cases {
            assert_eq!(at(code, options), expected, "{code}");
        }
    }

    #[test]
    fn a_field_of_ones_own_type_says_which_field_of_which_thing_it_is() {
        let field = r#"{"MODE":"edit","ENTITY_ID":"CRM_DEAL","FIELD_NAME":"UF_X",
            "ENTITY_VALUE_ID":"7303","VALUE":null,"MULTIPLE":"N"}"#;
        let Place::UserField(field) = at("USERFIELD_TYPE", field) else {
            panic!("no field");
        };
        assert_eq!(
            (field.id, field.editable, field.value),
            (Id::new(7303), true, Value::Null)
        );
    }

    #[test]
    fn a_request_without_a_host_is_no_frame_and_debug_shows_no_token() {
        assert!(Frame::from_request("", "PLACEMENT=DEFAULT").is_err());
        let body = "AUTH_ID=s3cret&REFRESH_ID=s3cret&APPLICATION_TOKEN=s3cret&\
            PLACEMENT_OPTIONS={%22URI%22:%22/x/?sessid=s3cret%22}";
        let frame = Frame::from_request("DOMAIN=x.bitrix24.ru&APP_SID=s3cret", body).unwrap();
        assert!(frame.options.uri().unwrap().contains("sessid"));
        assert!(!format!("{frame:?}").contains("s3cret"));
    }
}
