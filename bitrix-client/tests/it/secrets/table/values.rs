//! Values that are made without a portal, and errors about them.

use std::sync::Arc;

use bitrix_client::{
    Access, AddBlogPost, AddComment, AddTodo, Address, AppInfo, Application, AuthHost, BankDetail,
    Batch, Category, Client, Comment, CommentFile, Communication, Department, Destination,
    Document, Done, EntityType, Event, Fields, FileContent, Frame, GetAppInfo, GetDepartments,
    GetItem, GetProfile, GetServerTime, GetUsers, Id, Installation, Item, ListAddresses,
    ListBankDetails, ListCategories, ListComments, ListDocuments, ListItems, ListPresets,
    ListProductRows, ListRequisiteLinks, ListRequisites, ListStatuses, MemoryTokenStore,
    NotifyPersonal, NotifySystem, OAuth, OpenCall, OpenValue, Params, Place, PlacementOptions,
    PortalHosts, Preset, ProductRow, Profile, RawJson, Redaction, Redirect, Requisite,
    RequisiteLink, Revision, RobotCall, Secret, SignedLink, Status, Stored, UpdateItem, Upload,
    UploadDocument, User, Value, read_answer,
};
use chrono::DateTime;

use super::records::{Record, full};
use super::{Shown, shown, told};

/// All of them, with the secret wherever there is room for one.
pub(super) fn all(records: &[Record], secret: &str) -> Vec<Shown> {
    let parts = [
        trees(secret),
        inbound(secret),
        tokens(secret),
        calls(secret),
        batches(secret),
        answers(records, secret),
        refused(secret),
        refusals(secret),
    ];
    parts.into_iter().flatten().collect()
}

fn trees(secret: &str) -> Vec<Shown> {
    let params = Params::new().with("a", secret).with("b", [secret]);
    let json = format!(r#"{{"a":"{secret}"}}"#);
    let raw = RawJson::new(&json);
    let options = PlacementOptions::from_json(&format!(r#"{{"URI":"/x?sessid={secret}"}}"#));
    vec![
        shown(&Value::Map(params.clone())),
        shown(&Value::from(secret)),
        shown(&params),
        shown(&raw),
        shown(&raw.parse::<Fields>().unwrap()),
        shown(&raw.parse::<OpenValue>().unwrap()),
        shown(&raw.parse::<Done>().unwrap()),
        shown(&options),
        shown(&Secret::new(secret)),
        shown(&SignedLink::new(format!(
            "https://p.example/rest/d?auth={secret}"
        ))),
        shown(&FileContent::new(secret)),
        shown(&Upload::bytes(secret, secret.to_owned())),
        Shown {
            type_name: "Redaction".to_owned(),
            text: Redaction::new().show("b").apply(&json),
        },
        told(&raw.member::<Id>("a").unwrap_err()),
        told(&Params::from_php_query(&format!("{secret}={secret}%FF")).unwrap_err()),
    ]
}

fn inbound(secret: &str) -> Vec<Shown> {
    let auth = format!(
        "auth[access_token]={secret}&auth[refresh_token]={secret}&auth[member_id]=m1\
         &auth[application_token]={secret}"
    );
    let event = format!("event=ONCRMDEALADD&data[FIELDS][ID]=7&data[X]={secret}&{auth}");
    let event = Event::from_form(&event).unwrap();
    let robot = format!(
        "code=c&workflow_id=w&document_id[]=crm&document_id[]=C&document_id[]=D_1\
         &event_token={secret}&properties[p]={secret}&{auth}"
    );
    let frame = format!(
        "DOMAIN=p.bitrix24.ru&AUTH_ID={secret}&REFRESH_ID={secret}&APPLICATION_TOKEN={secret}\
         &APP_SID={secret}&member_id=m1&PLACEMENT=USERFIELD_TYPE\
         &PLACEMENT_OPTIONS={{\"FIELD_NAME\":\"UF_X\",\"VALUE\":\"{secret}\"}}"
    );
    let frame = Frame::from_request(&format!("APP_SID={secret}"), &frame).unwrap();
    let Place::UserField(field) = frame.place() else {
        panic!("no field");
    };
    let verified = frame
        .clone()
        .verify(&installation(secret), &PortalHosts::cloud());
    vec![
        shown(&event.auth),
        shown(&event),
        shown(&RobotCall::from_form(&robot).unwrap()),
        shown(&frame.place()),
        shown(&field),
        shown(&verified.unwrap()),
        shown(&frame),
    ]
}

/// A stored installation whose tokens are the secret.
pub(super) fn installation(secret: &str) -> Installation {
    let stored = format!(
        r#"{{"version":1,"member_id":"m1","portal":"https://p.bitrix24.ru",
        "auth_host":"oauth.bitrix.info","application_token":"{secret}","access_token":"{secret}",
        "refresh_token":"{secret}","expires_at":null,"user":1,"scopes":["crm"]}}"#
    );
    Installation::from_json(&Secret::new(stored)).unwrap()
}

fn tokens(secret: &str) -> Vec<Shown> {
    let application = Application::new("local.app", secret, AuthHost::BITRIX_INFO).unwrap();
    let installation = installation(secret);
    let stored = Stored {
        installation: installation.clone(),
        revision: Revision::next(None),
    };
    let store = Arc::new(MemoryTokenStore::new());
    let builder = OAuth::builder(application.clone(), store);
    let redirect = format!("code={secret}&state={secret}&member_id=m1&server_domain={secret}");
    vec![
        shown(&Redirect::from_query(&redirect).unwrap()),
        shown(installation.tokens()),
        shown(&installation),
        shown(&stored),
        shown(&builder.proxy(format!("http://u:{secret}@h"))),
        shown(&application),
    ]
}

fn accesses(secret: &str) -> [Access; 2] {
    let hook = Access::webhook(&format!("https://p.example/rest/1/{secret}/")).unwrap();
    [hook, Access::token("https://p.example", secret).unwrap()]
}

fn calls(secret: &str) -> Vec<Shown> {
    let deal = EntityType::DEAL;
    let at = DateTime::UNIX_EPOCH.fixed_offset();
    let fields = || Params::new().with("x", secret);
    let file = || FileContent::new(secret);
    let [hook, token] = accesses(secret);
    let builder = Client::builder(hook.clone()).proxy(format!("http://u:{secret}@h"));
    let post = AddBlogPost::new(secret, Destination::Everyone).title(secret);
    vec![
        shown(&hook),
        shown(&token),
        shown(&builder.ca_pem(secret)),
        shown(&OpenCall::write("m", fields())),
        shown(&post.file(secret, &file())),
        shown(&AddComment::new(deal, 7, secret).file(secret, &file())),
        shown(&ListComments::new(deal, 7)),
        shown(&AddTodo::new(deal, 7, at).title(secret).description(secret)),
        shown(&ListAddresses::new().filter("x", secret)),
        shown(&ListBankDetails::new().filter("x", secret)),
        shown(&ListPresets::new().filter("x", secret)),
        shown(&ListRequisiteLinks::new().filter("x", secret)),
        shown(&ListRequisites::new().filter("x", secret)),
        shown(&ListStatuses::new().filter("x", secret)),
        shown(&ListItems::new(deal).filter("x", secret)),
        shown(&ListCategories::new(deal)),
        shown(&ListDocuments::new().filter("x", secret)),
        shown(&ListProductRows::new(deal, secret)),
        shown(&GetItem::new(deal, secret)),
        shown(&UpdateItem::new(deal, 7, fields())),
        shown(&UploadDocument::new(deal, 7, secret, secret, file()).pdf(file())),
        shown(&GetUsers::new().filter("x", secret)),
        shown(&GetDepartments::new().id(secret)),
        shown(&NotifyPersonal::new(1, secret).tag(secret)),
        shown(&NotifySystem::new(1, secret).tag(secret)),
        shown(&GetAppInfo),
        shown(&GetProfile),
        shown(&GetServerTime),
    ]
}

fn batches(secret: &str) -> Vec<Shown> {
    let mut batch = Batch::new();
    let handle = batch.add(GetItem::new(EntityType::DEAL, secret)).unwrap();
    let place = handle.at(["item", "companyId"]);
    let marked = GetItem::new(EntityType::DEAL, format!("{secret}$result[c0]"));
    let body = format!(
        r#"{{"result":{{"result":{{"c0":{{"item":{{"id":"{secret}"}}}}}},
        "result_error":{{"c1":{{"error":"X {secret}","error_description":"{secret}"}}}}}}}}"#
    );
    batch.add(GetProfile).unwrap();
    let results = batch.read_answer(200, body.as_bytes()).unwrap();
    let failures = results.failures().map(|(_, error)| told(error));
    let mut all: Vec<Shown> = failures.collect();
    all.extend([
        told(&batch.add(marked).unwrap_err()),
        told(&results.take(&handle).unwrap_err()),
        shown(&place),
        shown(&handle),
        shown(&batch),
        shown(&results),
    ]);
    all
}

fn answers(records: &[Record], secret: &str) -> Vec<Shown> {
    vec![
        full::<Address>(records, secret),
        full::<AppInfo>(records, secret),
        full::<BankDetail>(records, secret),
        full::<Category>(records, secret),
        full::<Comment>(records, secret),
        full::<CommentFile>(records, secret),
        full::<Communication>(records, secret),
        full::<Department>(records, secret),
        full::<Document>(records, secret),
        full::<Item>(records, secret),
        full::<Preset>(records, secret),
        full::<ProductRow>(records, secret),
        full::<Profile>(records, secret),
        full::<Requisite>(records, secret),
        full::<RequisiteLink>(records, secret),
        full::<Status>(records, secret),
        full::<User>(records, secret),
    ]
}

/// What is not taken.
fn refused(secret: &str) -> Vec<Shown> {
    let hook = |address: String| told(&Access::webhook(&address).unwrap_err());
    let proxy = Client::builder(accesses(secret)[0].clone()).proxy(format!("http://u:{secret}@[h"));
    let pem = Client::builder(accesses(secret)[1].clone()).ca_pem(secret);
    let damaged = Installation::from_json(&Secret::new(format!("{{\"access_token\":\"{secret}\"")));
    vec![
        hook(format!("http://p.example/rest/1/{secret}/")),
        hook(format!("https://u:{secret}@p.example/rest/1/{secret}/")),
        hook(format!("https://p.example/rest/{secret}/{secret}/{secret}")),
        hook(secret.to_owned()),
        told(&Access::token(secret, secret).unwrap_err()),
        told(&AuthHost::loopback(&format!("http://{secret}.example")).unwrap_err()),
        told(&AuthHost::named(secret).unwrap_err()),
        told(&Redirect::from_query(&format!("state={secret}")).unwrap_err()),
        told(&damaged.unwrap_err()),
        told(&proxy.build().unwrap_err()),
        told(&pem.build().unwrap_err()),
        told(&Event::from_form(secret).unwrap_err()),
    ]
}

/// Errors that a portal words, and an answer that holds the secret.
fn refusals(secret: &str) -> Vec<Shown> {
    let refusal = |body: String| told(&read_answer::<Id>("m", 400, body.as_bytes()).unwrap_err());
    let good = format!(r#"{{"result":"{secret}"}}"#);
    vec![
        refusal(format!("<html>{secret}</html>")),
        refusal(format!(
            r#"{{"error":"X {secret}","error_description":"{secret}"}}"#
        )),
        refusal(format!(
            r#"{{"error":{{"code":"X","message":"{secret}"}}}}"#
        )),
        shown(&read_answer::<OpenValue>("m", 200, good.as_bytes()).unwrap()),
        told(
            &read_answer::<Id>("m", 200, format!(r#"{{"result":"{secret}x"}}"#).as_bytes())
                .unwrap_err(),
        ),
    ]
}
